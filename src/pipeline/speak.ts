import type { Queue } from '../kit/queue.ts';
import { timed } from '../kit/timed.ts';
import type { Pcm } from '../spec/parts.ts';
import type { Entry } from './ledger.ts';
import type { RightOfWay } from './right-of-way.ts';
import type { Road } from './road.ts';
import type { StartGate } from './start-gate.ts';
import type { Utterance } from './translate.ts';

/** What the voice hands to the player: the pieces of each sentence, then its end. */
export type Sound =
  | { readonly type: 'piece'; readonly entry: Entry; readonly pcm: Pcm }
  | { readonly type: 'end'; readonly entry: Entry };

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
}

/** Speaks the utterances in order; the queue of sound bounds how far it runs ahead. */
export async function speakAll(
  road: Road,
  { gate, way }: Traffic,
  utterances: Queue<Utterance>,
  sounds: Queue<Sound>,
): Promise<void> {
  for await (const { entry, text } of utterances) {
    if (entry.signal.aborted) continue;
    await speakOne(road, { gate, way }, entry, text, sounds);
  }
  sounds.close();
}

async function speakOne(road: Road, { gate, way }: Traffic, entry: Entry, text: string, sounds: Queue<Sound>) {
  const { sentenceId } = entry.sentence;
  let begun = false;
  let workMs = 0;
  const onWait = (durationMs: number) => {
    workMs = durationMs;
    entry.spend(begun ? 'voiceRest' : 'voiceFirst', durationMs);
  };
  try {
    const pieces = road.voice.speak(text, { speed: road.speed, signal: entry.signal });
    for await (const pcm of timed(pieces, { clock: road.clock, onWait, around: way.voice })) {
      if (entry.signal.aborted) return;
      gate.learn(workMs, pcmMs(pcm));
      if (!begun) road.emit({ type: 'audio-start', sentenceId, sampleRateHz: pcm.sampleRateHz });
      begun = true;
      await sounds.push({ type: 'piece', entry, pcm });
    }
    if (begun) await sounds.push({ type: 'end', entry });
    else entry.end('skipped', { reason: 'nothing to say' });
  } catch (error) {
    if (entry.signal.aborted) return;
    const message = `${road.voice.name} could not say this: ${error instanceof Error ? error.message : String(error)}`;
    road.emit({ type: 'error', code: 'voice-failed', message, stage: 'voice', sentenceId });
    entry.end('failed', { reason: message });
    if (begun) await sounds.push({ type: 'end', entry });
  }
}
