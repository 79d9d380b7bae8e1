import { joinSamples } from '../../kit/join-samples.ts';
import type { SpeakOptions, Voice } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import type { Pcm } from '../../spec/parts.ts';
import { createResampler, type Resampler } from './kit/resampler.ts';

export interface StandbyOptions {
  readonly voice: Voice;
  /** Opens the voice that steps in; asked once, when it is first needed. */
  readonly standIn: () => Voice;
  /** Milliseconds; the process's own without. */
  readonly clock?: () => number;
}

/** How long a voice that failed is left alone. */
const REST_MS = 60_000;

/**
 * `voice`, and where it fails another one in its place: what it had begun is said again, whole, at the same rate, and the
 * caller is warned once by `onWarning`. A minute later the first is tried again. Where both fail the first one's error is thrown.
 */
export function createStandbyVoice({ voice, standIn, clock = () => performance.now() }: StandbyOptions): Voice {
  let other: Voice | undefined;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  let disposed = false;
  const rests = () => clock() - failedAtMs < REST_MS;

  async function* speak(text: string, options: SpeakOptions): AsyncGenerator<Pcm> {
    let reason: unknown;
    if (disposed || !rests()) {
      try {
        yield* voice.speak(text, options);
        return;
      } catch (error) {
        if (disposed || options.signal.aborted) throw error;
        reason = error;
        failedAtMs = clock();
      }
    }
    other ??= standIn();
    if (reason !== undefined) options.onWarning?.(`${messageOf(reason)} ${other.name} speaks in its place.`);
    try {
      yield* atRate(other.speak(text, options), voice.sampleRateHz, options.signal);
    } catch (error) {
      throw reason ?? error;
    }
  }

  return {
    ...voice,
    async warm(options) {
      try {
        await voice.warm(options);
      } catch (error) {
        if (disposed) throw error;
        failedAtMs = clock();
        other ??= standIn();
        await other.warm(options);
      }
    },
    speak,
    async dispose() {
      disposed = true;
      await Promise.all([voice.dispose(), other?.dispose()]);
    },
  };
}

/** Each piece at the given rate; what the filter still holds comes with the last one. */
async function* atRate(pieces: AsyncIterable<Pcm>, sampleRateHz: number, signal: AbortSignal): AsyncGenerator<Pcm> {
  let held: { pcm: Pcm; resampler: Resampler } | undefined;
  for await (const pcm of pieces) {
    const resampler = held?.resampler ?? createResampler(pcm.sampleRateHz, sampleRateHz);
    if (held !== undefined) yield held.pcm;
    held = { pcm: { ...pcm, samples: resampler.push(pcm.samples), sampleRateHz }, resampler };
  }
  if (held === undefined || signal.aborted) return;
  yield { ...held.pcm, samples: joinSamples([held.pcm.samples, held.resampler.end()]) };
}

function messageOf(error: unknown): string {
  return error instanceof StreamTtsError ? error.message : `The voice failed: ${error}.`;
}
