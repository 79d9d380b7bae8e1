import type { DeskWatch } from '../daemon/loudspeaker.ts';
import type { Key } from '../daemon/tape.ts';
import { toS16le } from '../kit/s16le.ts';
import type { Ring } from './ring.ts';

export interface TrackOptions {
  readonly ring: Ring;
  readonly sampleRateHz: number;
  /** How many of the samples that were sent have not been heard. */
  readonly unheard: () => Promise<number>;
  readonly sleep: (durationMs: number) => Promise<unknown>;
}

interface Mark {
  readonly at: number;
  readonly text: string;
}

/** A point of the wave stands for so long. */
const POINT_MS = 10;
/** So often it is said anew where the sound is, while there is some. */
const PLACE_MS = 100;
/** A player that begins knows after so long what is on its way. */
const BEGIN_MS = 20;
/** Sentences whose phrases are known. */
const KEPT_SENTENCES = 40;

/**
 * Where the sound is, for eyes: every sample that goes to the loudspeaker has a place, counted from the first one, and
 * phrases, waves and the sound itself are said by their places. `place` says which one is heard now; `cut` takes back
 * all from a place on. Who follows needs no clock but its own.
 */
export function createTrack({ ring, sampleRateHz, unheard, sleep }: TrackOptions) {
  const marks = new Map<Key, Mark[]>();
  let sent = 0;
  let isHeld = false;
  let isTold = false;
  let lastMark: object | undefined;

  async function place(): Promise<void> {
    const left = await unheard().catch(() => 0);
    ring.push('place', { at: Math.max(0, sent - left), sent, isHeld });
  }

  /** Says the place now and then until all is heard. */
  async function tell(): Promise<void> {
    if (isTold) return;
    isTold = true;
    await sleep(BEGIN_MS);
    do {
      await place();
      await sleep(PLACE_MS);
    } while (!isHeld && (await unheard().catch(() => 0)) > 0);
    isTold = false;
    await place();
  }

  const watch: DeskWatch = {
    says(key, at, text) {
      marks.set(key, [...(marks.get(key) ?? []), { at, text }]);
      const [oldest] = marks.keys();
      if (marks.size > KEPT_SENTENCES && oldest !== undefined) marks.delete(oldest);
    },
    sent({ key, at, samples: { length } }, samples) {
      for (const [n, mark] of (marks.get(key) ?? []).entries()) {
        if (mark.at < at || mark.at >= at + length) continue;
        const { sessionId: client, sentenceId } = key;
        lastMark = { at: sent + mark.at - at, client, sentenceId, phrase: n, text: mark.text };
        ring.push('mark', lastMark);
      }
      ring.push('wave', { at: sent, points: pointsOf(samples, (sampleRateHz * POINT_MS) / 1000) });
      ring.push('samples', { at: sent, samples: toS16le(samples).toString('base64') });
      sent += length;
      void tell();
    },
    takenBack(count) {
      if (count === 0) return;
      sent = Math.max(0, sent - count);
      ring.push('cut', { at: sent });
      void place();
    },
    held(isPaused) {
      isHeld = isPaused;
      void place();
      if (!isPaused) void tell();
    },
  };

  return {
    watch,
    /** For a follower that comes now. */
    place: () => ({ sent, sampleRateHz, isHeld, mark: lastMark ?? null }),
  };
}

/** The loudest sample of each stretch, 0 to 100. */
function pointsOf(samples: Float32Array, length: number): number[] {
  const points: number[] = [];
  for (let at = 0; at < samples.length; at += length) {
    let most = 0;
    for (let i = at; i < Math.min(samples.length, at + length); i += 1)
      most = Math.max(most, Math.abs(samples[i] ?? 0));
    points.push(Math.round(most * 100));
  }
  return points;
}
