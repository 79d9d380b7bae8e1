import type { Queue } from '../kit/queue.ts';
import { timed } from '../kit/timed.ts';
import type { Pcm } from '../spec/parts.ts';
import type { Lead } from './lead.ts';
import type { Entry } from './ledger.ts';
import { DEFAULT_PAUSE_MS } from './pause.ts';
import type { RightOfWay } from './right-of-way.ts';
import type { Road } from './road.ts';
import type { StartGate } from './start-gate.ts';
import type { Utterance } from './translate.ts';

/** What the voice hands to the player: the pieces of each sentence, then its end. */
export type Sound =
  | Piece
  /** With why the voice broke off, if it did. */
  | { readonly type: 'end'; readonly entry: Entry; readonly failure?: string };

export interface Piece {
  readonly type: 'piece';
  readonly entry: Entry;
  readonly pcm: Pcm;
}

export function pcmMs(pcm: Pcm): number {
  return (pcm.samples.length / pcm.sampleRateHz) * 1000;
}

export function soundMs(sound: Sound): number {
  return sound.type === 'piece' ? pcmMs(sound.pcm) : 0;
}

/** What regulates the voice's work. */
export interface Traffic {
  readonly gate: StartGate;
  readonly way: RightOfWay;
  readonly lead: Lead;
  /** Sound that is made and not heard yet. */
  readonly soundLeftMs: () => number;
}

/** Speaks the utterances in order; the queue of sound bounds how far it runs ahead. */
export async function speakAll(
  road: Road,
  traffic: Traffic,
  utterances: Queue<Utterance>,
  sounds: Queue<Sound>,
): Promise<void> {
  const { gate } = traffic;
  let begun: Entry | undefined;
  let failed: Entry | undefined;
  /** After what was most likely all of a sentence: where more follows, this stands between. */
  let pause: Pcm | undefined;
  for await (const utterance of utterances) {
    const { entry, rest } = utterance;
    if (entry.signal.aborted || entry.ended || entry === failed) continue;
    if (pause !== undefined && begun === entry && utterance.text !== '')
      await sounds.push({ type: 'piece', entry, pcm: pause });
    pause = undefined;
    const refusal = road.floor?.refuses(entry.sentence);
    if (refusal !== undefined) {
      entry.drop(refusal);
      continue;
    }
    const { hasSound, failure } = await speakPiece(road, traffic, utterance, begun === entry, sounds);
    if (hasSound) begun = entry;
    if (entry.signal.aborted) continue;
    if (failure !== undefined) {
      failed = entry;
      // What there is of it is played, and ends it.
      if (hasSound) await sounds.push({ type: 'end', entry, failure });
      else entry.end('failed', { reason: failure });
      continue;
    }
    if (rest !== undefined) {
      const silence = followed(pauseAfter(utterance, road), rest, gate);
      if (rest.characters === 0) pause = silence;
      else if (hasSound) await sounds.push({ type: 'piece', entry, pcm: silence });
      continue;
    }
    if (begun === entry) await sounds.push({ type: 'end', entry });
    else entry.end('skipped', { reason: 'nothing to say' });
  }
  sounds.close();
}

/** Whether the voice gave sound of the sentence, and why it broke off, if it did. */
async function speakPiece(
  road: Road,
  { gate, way, lead, soundLeftMs }: Traffic,
  { entry, text, language, rest }: Utterance,
  hadSound: boolean,
  sounds: Queue<Sound>,
): Promise<{ hasSound: boolean; failure?: string }> {
  if (text === '') return { hasSound: hadSound };
  const { sentenceId } = entry.sentence;
  const { voice, clock } = road;
  const speed = road.speed();
  const pace = road.pace?.now();
  let begun = hadSound;
  let isFirst = true;
  let workMs = 0;
  const onWait = (durationMs: number) => {
    workMs = durationMs;
    entry.spend(begun ? 'voiceRest' : 'voiceFirst', durationMs);
  };
  // A voice of other languages reads the text as best it can.
  const spoken = voice.languages.find((one) => isSame(one, language));
  try {
    const onWarning = (message: string) =>
      road.emit({ type: 'warning', code: 'voice-stepped-in', message, stage: 'voice', sentenceId });
    const known = spoken === undefined ? {} : { language: spoken };
    const options = { speed, signal: entry.signal, onWarning, soundLeftMs: soundLeftMs(), ...known };
    for await (const made of timed(voice.speak(text, options), { clock, onWait, around: way.voice })) {
      const pcm = pace === undefined ? made : { ...made, pace };
      if (entry.signal.aborted) return { hasSound: begun };
      if (isFirst) lead.learn(workMs);
      isFirst = false;
      const told = pcm.remaining?.pace;
      gate.learn(told === undefined ? workMs : told * pcmMs(pcm), pcmMs(pcm));
      if (!begun) road.emit({ type: 'audio-start', sentenceId, sampleRateHz: pcm.sampleRateHz });
      begun = true;
      await sounds.push({ type: 'piece', entry, pcm: rest === undefined ? pcm : followed(pcm, rest, gate) });
    }
  } catch (error) {
    if (entry.signal.aborted) return { hasSound: begun };
    const message = `${voice.name} could not say this: ${error instanceof Error ? error.message : String(error)}`;
    road.emit({ type: 'error', code: 'voice-failed', message, stage: 'voice', sentenceId });
    return { hasSound: begun, failure: message };
  }
  return { hasSound: begun };
}

/** About how long a character of Japanese sounds, in milliseconds. */
const CHARACTER_MS = 130;

/** The piece with what is known of the sound that is not translated yet: the gate counts it as work for the voice. */
function followed(pcm: Pcm, { restMs, characters }: { restMs: number; characters: number }, gate: StartGate): Pcm {
  const { nextMs = 0, totalMs = 0 } = pcm.remaining ?? {};
  const toCome = restMs / gate.pace + characters * CHARACTER_MS;
  return { ...pcm, remaining: { ...pcm.remaining, nextMs: nextMs === 0 ? toCome : nextMs, totalMs: totalMs + toCome } };
}

/** The silence between two pieces of a sentence. */
function pauseAfter({ text }: Utterance, { voice: { sampleRateHz }, speed }: Road): Pcm {
  const durationMs = (/[。！？.!?:]\s*$/.test(text) ? DEFAULT_PAUSE_MS : 100) / speed();
  return { samples: new Float32Array(Math.round((durationMs / 1000) * sampleRateHz)), sampleRateHz };
}

function isSame(one: string, other: string): boolean {
  return one.split('-')[0] === other.split('-')[0];
}
