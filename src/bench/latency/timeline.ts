import type { Event } from '../../spec/events.ts';

/** What one run's event log says about its times, in milliseconds. */
export interface Timeline {
  readonly sentences: number;
  /** First prose token to first sound. */
  readonly firstSoundMs: number;
  /** Of that: waiting for the first sentence's text, the engines' own time, and holding back so as not to run dry. */
  readonly waitForTextMs: number;
  readonly translatorMs: number;
  readonly voiceMs: number;
  readonly gateMs: number;
  /** What is left: the road's own cost. */
  readonly roadMs: number;
  readonly soundMs: number;
  /** Silence beyond the intended pause before sentences whose text was there in time. */
  readonly gapsMs: readonly number[];
  readonly longestGapMs: number;
  readonly underrunsInside: number;
  /** From the last character of prose to the end of the sound. */
  readonly behindMs: number;
}

/** Reads the figures out of the events of one run; the budget is that of the first sentence that sounded. */
export function timelineOf(events: readonly Event[], pauseMs: number): Timeline {
  const deltas = events.filter((event) => event.type === 'text-delta');
  const starts = events.filter((event) => event.type === 'play-start');
  const ends = events.filter((event) => event.type === 'sentence-end');
  const known = new Map(
    events.filter((event) => event.type === 'sentence').map((event) => [event.sentenceId, event.atMs]),
  );
  const first = starts[0];
  const budget = ends.find(({ sentenceId }) => sentenceId === first?.sentenceId)?.budget ?? {};
  const spent = (stage: string) => budget[stage] ?? 0;
  const firstSoundMs = (first?.atMs ?? Number.NaN) - (deltas[0]?.atMs ?? Number.NaN);
  const engines = { translatorMs: spent('translator'), voiceMs: spent('voiceFirst'), gateMs: spent('gate') };

  const gapsMs: number[] = [];
  let soundEndsAtMs = Number.NEGATIVE_INFINITY;
  for (const { sentenceId, atMs } of starts) {
    // A sentence whose text came only after the sound had ended is an answer awaited, not a gap.
    if ((known.get(sentenceId) ?? 0) <= soundEndsAtMs) gapsMs.push(Math.max(0, atMs - soundEndsAtMs - pauseMs));
    const durationMs = ends.find((end) => end.sentenceId === sentenceId)?.durationMs ?? 0;
    soundEndsAtMs = Math.max(atMs, soundEndsAtMs) + durationMs;
  }

  return {
    sentences: known.size,
    firstSoundMs,
    waitForTextMs: spent('waitForText'),
    ...engines,
    roadMs: firstSoundMs - spent('waitForText') - engines.translatorMs - engines.voiceMs - engines.gateMs,
    soundMs: soundMsOf(ends),
    gapsMs,
    longestGapMs: Math.max(0, ...gapsMs),
    underrunsInside: events.filter((event) => event.type === 'underrun' && event.inside).length,
    behindMs: soundEndsAtMs - (deltas.at(-1)?.atMs ?? 0),
  };
}

/** How long the sentences of these events sounded, in milliseconds. */
export function soundMsOf(events: readonly Event[]): number {
  return events.reduce((sum, event) => sum + (event.type === 'sentence-end' ? (event.durationMs ?? 0) : 0), 0);
}
