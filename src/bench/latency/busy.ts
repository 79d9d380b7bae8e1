import { median, rounded } from '../machine.ts';
import { type EndlessOptions, speakEndlessly } from './endless.ts';

/** Speech at its own pace beside a compile, with all that went wrong. */
export interface BusyRow {
  readonly input: 'busy';
  readonly seconds: number;
  readonly sentences: number;
  readonly soundSeconds: number;
  readonly underrunsInside: number;
  /** Silence between sentences beyond the pause; null where there was no gap to count. */
  readonly gapMedianMs: number | null;
  readonly longestGapMs: number;
  readonly compileKept: number | null;
}

/** Speaks for so many minutes while a compile takes all cores: what is begun must not run dry, whatever the silences between. */
export async function speakBusily(options: EndlessOptions): Promise<BusyRow> {
  options.onProgress(`beside a compile, for ${options.minutes} min …`);
  const { timeline, seconds, played, compileKept } = await speakEndlessly(options, { speed: 1, busy: true });
  const { gapsMs, longestGapMs, soundMs, underrunsInside } = timeline;
  return {
    ...{ input: 'busy', seconds, sentences: played, soundSeconds: Math.round(soundMs / 1000), underrunsInside },
    gapMedianMs: rounded(median(gapsMs)),
    longestGapMs: Math.round(longestGapMs),
    compileKept,
  };
}
