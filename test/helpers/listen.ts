import { kanaErrorRate } from '../../src/bench/reading/kana.ts';
import { DEFAULT_PAUSE_MS } from '../../src/pipeline/road.ts';
import type { Reader } from '../../src/reading/types.ts';
import type { Event } from '../../src/spec/events.ts';
import { eventsOf } from './cli.ts';
import type { Ear } from './ear.ts';

export interface Heard {
  readonly sentenceId: string;
  readonly source: string;
  /** What was sent to the voice. */
  readonly meant: string;
  readonly heard: string;
  /** Share of the kana that were heard wrong. */
  readonly error: number;
}

/**
 * Cuts a recording of `--out` into its sentences (by their durations and the pause between them) and listens to each.
 * What was meant and what was heard are both brought to kana by the same reader, since the ear chooses other kanji.
 */
export async function listenBack(
  samples: Float32Array,
  sampleRateHz: number,
  events: readonly Event[],
  { ear, reader }: { ear: Ear; reader: Reader },
): Promise<Heard[]> {
  const texts = new Map(eventsOf(events, 'translation').map((event) => [event.sentenceId, event.text]));
  const sources = new Map(eventsOf(events, 'sentence').map((event) => [event.sentenceId, event.text]));
  const results: Heard[] = [];
  let startMs = 0;
  for (const { sentenceId, outcome, durationMs = 0 } of eventsOf(events, 'sentence-end')) {
    if (outcome !== 'written') continue;
    const at = (ms: number) => Math.round((ms / 1000) * sampleRateHz);
    const heard = await ear.hear(samples.subarray(at(startMs), at(startMs + durationMs)), sampleRateHz);
    const meant = texts.get(sentenceId) ?? '';
    const error = kanaErrorRate(reader.read(meant).kana, reader.read(heard).kana);
    results.push({ sentenceId, source: sources.get(sentenceId) ?? '', meant, heard, error });
    startMs += durationMs + DEFAULT_PAUSE_MS;
  }
  return results;
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
