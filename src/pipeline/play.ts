import type { Queue } from '../kit/queue.ts';
import type { Pcm } from '../spec/parts.ts';
import type { Entry } from './ledger.ts';
import { DEFAULT_PAUSE_MS, type Road } from './road.ts';
import { pcmMs, type Sound } from './speak.ts';
import type { StartGate } from './start-gate.ts';

/** Less than this is the clock's grain and the scheduler's, not a gap that anyone hears. */
const AUDIBLE_GAP_MS = 20;

/** What is handed to the player at a time: an aborted sentence stops within this. */
const SLICE_MS = 100;

/** Plays the sentences in order, each from the moment when it will not run dry, with a pause between two. */
export async function playAll(road: Road, gate: StartGate, outlet: Outlet, sounds: Queue<Sound>): Promise<void> {
  let held: Pcm[] = [];
  let firstPieceAtMs = 0;
  let lastPieceAtMs = 0;
  let playing: Entry | undefined;

  async function flush(entry: Entry): Promise<void> {
    if (playing !== entry) {
      entry.spend('gate', road.clock() - firstPieceAtMs);
      await outlet.begin(entry);
    }
    playing = entry;
    for (const pcm of held.splice(0)) await outlet.write(entry, pcm);
  }

  const arriving = sounds[Symbol.asyncIterator]();
  let next = arriving.next();
  let waiting: Entry | undefined;
  for (;;) {
    const waitMs = waiting && gate.waitMs(totalMs(held), held.at(-1)?.remaining, road.clock() - lastPieceAtMs);
    const result = waitMs === undefined ? await next : await Promise.race([next, road.sleep(waitMs)]);
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
      held = [];
      waiting = undefined;
    }
    if (entry.signal.aborted) continue;
    if (sound.type === 'piece') {
      lastPieceAtMs = road.clock();
      if (held.length === 0) firstPieceAtMs = lastPieceAtMs;
      held.push(sound.pcm);
      if (playing === entry || !road.player.realTime) await flush(entry);
      else waiting = entry;
    } else {
      if (waiting === entry) await flush(entry);
      waiting = undefined;
      outlet.end(entry);
    }
  }
  if (!road.signal.aborted) await road.player.drain();
}

function totalMs(pieces: readonly Pcm[]): number {
  return pieces.reduce((sum, pcm) => sum + pcmMs(pcm), 0);
}

/** Knows when what was written runs out, and so what was a gap. */
export function createOutlet(road: Road) {
  const { player, clock } = road;
  const pauseMs = road.pauseMs ?? DEFAULT_PAUSE_MS;
  /** When the sound written so far ends; undefined before the first. */
  let soundEndsAtMs: number | undefined;
  let inside = false;
  let spokenMs = 0;

  async function write(entry: Entry, pcm: Pcm): Promise<void> {
    if (entry.signal.aborted) return;
    const durationMs = pcmMs(pcm);
    const nowMs = clock();
    const gapMs = player.realTime && soundEndsAtMs !== undefined ? nowMs - soundEndsAtMs : 0;
    if (gapMs > AUDIBLE_GAP_MS) {
      const { sentenceId } = entry.sentence;
      road.emit({ type: 'underrun', sentenceId, gapMs: Math.round(gapMs), inside });
    }
    soundEndsAtMs = Math.max(soundEndsAtMs ?? nowMs, nowMs) + durationMs;
    if (!inside) {
      inside = true;
      road.emit({ type: 'play-start', sentenceId: entry.sentence.sentenceId });
    }
    spokenMs += durationMs;
    const slice = Math.ceil((pcm.sampleRateHz * SLICE_MS) / 1000);
    for (let at = 0; at < pcm.samples.length && !entry.signal.aborted; at += slice) {
      await player.write(scaled(pcm.samples.subarray(at, at + slice), road.volume ?? 1));
    }
  }

  return {
    write,
    /** Sound that is written and not heard yet, in milliseconds. */
    leftMs: () => Math.max(0, (soundEndsAtMs ?? 0) - clock()),
    /** The pause before a sentence: what of it has not passed already. */
    async begin(entry: Entry): Promise<void> {
      inside = false;
      spokenMs = 0;
      if (soundEndsAtMs === undefined) return;
      const passedMs = player.realTime ? Math.max(0, clock() - soundEndsAtMs) : 0;
      const missingMs = Math.max(0, pauseMs - passedMs);
      soundEndsAtMs += pauseMs;
      entry.spend('pause', missingMs);
      if (missingMs > 0) await player.write(new Float32Array(Math.round((missingMs / 1000) * road.voice.sampleRateHz)));
    },
    end(entry: Entry): void {
      inside = false;
      entry.end(player.realTime ? 'played' : 'written', { durationMs: Math.round(spokenMs) });
    },
  };
}

function scaled(samples: Float32Array, volume: number): Float32Array {
  return volume === 1 ? samples : samples.map((sample) => sample * volume);
}

export type Outlet = ReturnType<typeof createOutlet>;
