import type { Queue } from '../kit/queue.ts';
import type { Pcm, Phrase } from '../spec/parts.ts';
import type { Entry } from './ledger.ts';
import { DEFAULT_PAUSE_MS, type Road } from './road.ts';
import { type Piece, pcmMs, type Sound } from './speak.ts';
import type { StartGate } from './start-gate.ts';

/** Less than this is the clock's grain and the scheduler's, not a gap that anyone hears. */
const AUDIBLE_GAP_MS = 20;

/** What is handed to the player at a time: an aborted sentence stops within this. */
const SLICE_MS = 100;

/** Plays the sentences in order, each from the moment when it will not run dry, with a pause between two. */
export async function playAll(road: Road, gate: StartGate, outlet: Outlet, sounds: Queue<Sound>): Promise<void> {
  const { held } = outlet;
  let firstPieceAtMs = 0;
  let lastPieceAtMs = 0;
  let playing: Entry | undefined;

  async function flush(entry: Entry): Promise<void> {
    if (playing !== entry) {
      entry.spend('gate', road.clock() - firstPieceAtMs);
      if (!(await outlet.begin(entry))) {
        held.length = 0;
        return;
      }
    }
    playing = entry;
    for (let piece = held.shift(); piece; piece = held.shift()) await outlet.write(piece);
  }

  const arriving = sounds[Symbol.asyncIterator]();
  let next = arriving.next();
  let waiting: Entry | undefined;
  for (;;) {
    const waitMs = waiting && gate.waitMs(totalMs(held), held.at(-1)?.pcm.remaining, road.clock() - lastPieceAtMs);
    // A timer of no time takes a millisecond.
    const begins = waitMs ? road.sleep(waitMs) : undefined;
    const result = waitMs === undefined ? await next : await Promise.race([next, begins]);
    if (result === undefined) {
      if (waiting !== undefined && !waiting.signal.aborted) await flush(waiting);
      waiting = undefined;
      continue;
    }
    if (result.done) break;
    next = arriving.next();
    const sound = result.value;
    const { entry } = sound;
    if (waiting !== entry) {
      held.length = 0;
      waiting = undefined;
    }
    if (entry.signal.aborted) continue;
    if (sound.type === 'piece') {
      lastPieceAtMs = road.clock();
      if (held.length === 0) firstPieceAtMs = lastPieceAtMs;
      held.push(sound);
      if (playing === entry || !road.player.realTime) await flush(entry);
      else waiting = entry;
    } else {
      if (waiting === entry) await flush(entry);
      waiting = undefined;
      outlet.end(entry, sound.failure);
    }
  }
  if (!road.signal.aborted) await road.player.drain();
  await outlet.heard();
}

function totalMs(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { pcm }) => sum + pcmMs(pcm), 0);
}

/** Knows when what was written runs out, and so what was a gap. */
export function createOutlet(road: Road, gate: StartGate) {
  const { player, floor } = road;
  /** Time that the others take at the loudspeaker does not count. */
  const clock = () => road.clock() - (floor?.heldMs() ?? 0);
  const pauseMs = road.pauseMs ?? DEFAULT_PAUSE_MS;
  /** When the sound written so far ends; undefined before the first. */
  let soundEndsAtMs: number | undefined;
  let inside = false;
  let hasStumbled = false;
  let spokenMs = 0;
  /** Of a sentence that is not begun. */
  const held: Piece[] = [];
  /** Sentences that are given to the player and not heard to their end. */
  const hearing: Array<Promise<void>> = [];

  async function write({ entry, pcm }: Piece): Promise<void> {
    if (entry.signal.aborted) return;
    const durationMs = pcmMs(pcm);
    const nowMs = clock();
    const gapMs = player.realTime && soundEndsAtMs !== undefined ? nowMs - soundEndsAtMs : 0;
    if (gapMs > AUDIBLE_GAP_MS) {
      const { sentenceId } = entry.sentence;
      road.emit({ type: 'underrun', sentenceId, gapMs: Math.round(gapMs), inside });
      if (inside) {
        hasStumbled = true;
        gate.stumbled();
      }
    }
    soundEndsAtMs = Math.max(soundEndsAtMs ?? nowMs, nowMs) + durationMs;
    const beginning = inside ? [] : [{ at: 0, text: '' }];
    let says: readonly Phrase[] = pcm.says?.length ? pcm.says : beginning;
    if (!inside) {
      inside = true;
      road.emit({ type: 'play-start', sentenceId: entry.sentence.sentenceId });
    }
    spokenMs += durationMs;
    const slice = Math.ceil((pcm.sampleRateHz * SLICE_MS) / 1000);
    let rest = pcm;
    while (rest.samples.length > 0 && !entry.signal.aborted) {
      const fitting = atPace(rest, road);
      const ratio = fitting.samples.length / rest.samples.length;
      says = says.map((phrase) => ({ ...phrase, at: Math.round(phrase.at * ratio) }));
      const savedMs = pcmMs(rest) - pcmMs(fitting);
      soundEndsAtMs -= savedMs;
      spokenMs -= savedMs;
      rest = { ...fitting, samples: fitting.samples.subarray(slice) };
      await player.write(
        scaled(fitting.samples.subarray(0, slice), road.volume ?? 1),
        says.filter(({ at }) => at < slice),
      );
      says = says.filter(({ at }) => at >= slice).map((phrase) => ({ ...phrase, at: phrase.at - slice }));
    }
    // What an abort has left out is not heard.
    soundEndsAtMs -= pcmMs(rest);
  }

  return {
    held,
    write,
    /** Sound that is here and not heard yet, in milliseconds. */
    leftMs: () =>
      totalMs(held.filter(({ entry }) => !entry.signal.aborted)) + Math.max(0, (soundEndsAtMs ?? 0) - clock()),
    /** Waits until the sentence may sound, then for what of the pause before it has not passed. False: it may not. */
    async begin(entry: Entry): Promise<boolean> {
      inside = false;
      hasStumbled = false;
      spokenMs = 0;
      const { sentence, signal } = entry;
      const reason = await floor?.take({ ...pick(sentence), signal });
      if (reason !== undefined) entry.drop(reason);
      if (signal.aborted) return false;
      if (soundEndsAtMs === undefined) return true;
      const passedMs = player.realTime ? Math.max(0, clock() - soundEndsAtMs) : 0;
      const missingMs = Math.max(0, pauseMs - passedMs);
      soundEndsAtMs += pauseMs;
      entry.spend('pause', missingMs);
      if (missingMs > 0) await player.write(new Float32Array(Math.round((missingMs / 1000) * road.voice.sampleRateHz)));
      return true;
    },
    /** All sound of the sentence is written; `failure` is why there is no more of it. */
    end(entry: Entry, failure?: string): void {
      inside = false;
      if (!hasStumbled) gate.ranThrough();
      floor?.leave(entry.sentence.sentenceId);
      const outcome = failure !== undefined ? 'failed' : player.realTime ? 'played' : 'written';
      const details = { durationMs: Math.round(spokenMs), ...(failure !== undefined && { reason: failure }) };
      if (floor === undefined) entry.end(outcome, details);
      else hearing.push(floor.heard(entry.sentence.sentenceId).then(() => entry.end(outcome, details)));
    },
    /** Resolves when every sentence has its end. */
    heard: () => Promise.all(hearing),
  };
}

function pick({ sentenceId, messageId }: Entry['sentence']) {
  return { sentenceId, messageId };
}

/** What was made before the listener changed the speed sounds as if it had been made after. */
function atPace(pcm: Pcm, { pace }: Road): Pcm {
  const now = pace?.now() ?? 1;
  const { samples, sampleRateHz, pace: made = now } = pcm;
  if (pace === undefined || now === made) return pcm;
  return { ...pcm, samples: pace.stretch(samples, now / made, sampleRateHz), pace: now };
}

function scaled(samples: Float32Array, volume: number): Float32Array {
  return volume === 1 ? samples : samples.map((sample) => sample * volume);
}

export type Outlet = ReturnType<typeof createOutlet>;
