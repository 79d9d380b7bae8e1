import { type EndlessOptions, speakEndlessly } from './endless.ts';
import type { Timeline } from './timeline.ts';

/** One speed, until it broke or held. */
export interface SustainedRow {
  readonly input: 'sustained';
  readonly speed: number;
  /** Whether a compile took both cores at the same time. */
  readonly busy: boolean;
  readonly held: boolean;
  readonly seconds: number;
  readonly longestGapMs: number;
  readonly underrunsInside: number;
  /** How much of its own speed a compile kept; null without one. */
  readonly compileKept: number | null;
}

const SPEEDS = [2, 1.75, 1.5, 1.25, 1, 0.75, 0.5] as const;
const MOST_GAP_MS = 600;

/** The highest speed at which speech goes on for so many minutes with no gap over 0.6 s, in silence and beside a compile. */
export async function sustainedSpeed(options: EndlessOptions): Promise<{
  readonly idle: number | null;
  readonly busy: number | null;
  readonly compileKept: number | null;
  readonly rows: readonly SustainedRow[];
}> {
  const rows: SustainedRow[] = [];
  const fastest = async (busy: boolean): Promise<number | null> => {
    for (const speed of SPEEDS) {
      options.onProgress(`speed ${speed}${busy ? ' beside a compile' : ''}, for ${options.minutes} min …`);
      const row = await holdSpeed(options, speed, busy);
      rows.push(row);
      if (row.held) return speed;
    }
    return null;
  };
  const idle = await fastest(false);
  const busy = await fastest(true);
  return { idle, busy, compileKept: rows.findLast(({ held }) => held)?.compileKept ?? null, rows };
}

/** One speed: it holds when no gap between sentences was longer than 0.6 s beyond the pause; else it ends at the first. */
export async function holdSpeed(options: EndlessOptions, speed: number, busy: boolean): Promise<SustainedRow> {
  const isOver = ({ longestGapMs }: Timeline) => longestGapMs > MOST_GAP_MS;
  const { timeline, seconds, compileKept } = await speakEndlessly(options, { speed, busy, isOver });
  const { underrunsInside } = timeline;
  const longestGapMs = Math.round(timeline.longestGapMs);
  return {
    input: 'sustained',
    speed,
    busy,
    held: !isOver(timeline),
    seconds,
    longestGapMs,
    underrunsInside,
    compileKept,
  };
}
