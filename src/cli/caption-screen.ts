import { type Caption, createCaptioner } from '../observe/captions.ts';
import type { Event } from '../spec/events.ts';
import { graphemesOf, wrap } from './columns.ts';

export interface ScreenOptions {
  readonly out: { write(text: string): unknown; readonly columns?: number };
  readonly clock: () => number;
  /** Calls again and again until what it returns is called. */
  readonly every: (work: () => void) => () => void;
}

/** The sentence that is heard. */
interface Live {
  readonly caption: Caption;
  /** The clock's time at its beginning, moved on by pauses. */
  startedAtMs: number;
  lastsMs: number;
  isEnded: boolean;
}

const DIM = '\x1b[2m';
const NOT_DIM = '\x1b[22m';
/** What is between is shown at once, by terminals that know it; the others ignore it. */
const FRAME = ['\x1b[?2026h', '\x1b[?2026l'] as const;
const INDENT = '  ';
/** Milliseconds that a character of a translation takes, before any was heard. */
const CHARACTER_MS = 150;

/**
 * Captions on a terminal: the sentence that is heard stays in its place, its translation bright as far as it has been
 * said; then it scrolls up. Only what has changed is written.
 */
export function createCaptionScreen({ out, clock, every }: ScreenOptions) {
  let live: Live | undefined;
  let next: Live | undefined;
  let shown: readonly string[] = [];
  let heldAtMs: number | undefined;
  let characterMs = CHARACTER_MS;

  const columns = () => Math.max(20, (out.columns ?? 80) - 1);
  const captioner = createCaptioner((caption) => {
    if (caption.isHeard) begin(caption);
    else above(paint(caption, 0, columns()));
  });

  function begin(caption: Caption): void {
    const one = { caption, startedAtMs: 0, lastsMs: characterMs * caption.translation.length, isEnded: false };
    if (live !== undefined && !live.isEnded) next = one;
    else turnTo(one);
  }

  function turnTo(one: Live | undefined): void {
    settle();
    live = one;
    next = undefined;
    if (live === undefined) return;
    live.startedAtMs = clock();
    draw();
  }

  /** The sentence has been heard: it stays where it is, and the next one comes below. */
  function settle(): void {
    if (live === undefined) return;
    show(paint(live.caption, 1, columns()));
    shown = [];
    live = undefined;
  }

  function draw(): void {
    if (live === undefined || heldAtMs !== undefined) return;
    const share = (clock() - live.startedAtMs) / Math.max(1, live.lastsMs);
    show(paint(live.caption, Math.min(1, share), columns()));
  }

  function show(lines: readonly string[], before: readonly string[] = []): void {
    const isSame = lines.length === shown.length && lines.every((line, i) => line === shown[i]);
    if (isSame && before.length === 0) return;
    const up = shown.length === 0 ? '' : `\x1b[${shown.length}A`;
    const text = [...before, ...lines].map((line) => `\r\x1b[2K${line}\n`).join('');
    out.write(`${FRAME[0]}${up}${text}\x1b[J${FRAME[1]}`);
    shown = lines;
  }

  function above(lines: readonly string[]): void {
    show([...shown], lines);
  }

  const stop = every(draw);
  return {
    observe(event: Event): void {
      captioner(event);
      if (event.type !== 'sentence-end') return;
      for (const one of [live, next]) {
        if (one?.caption.sentenceId !== event.sentenceId) continue;
        one.isEnded = true;
        if (event.durationMs === undefined) continue;
        one.lastsMs = event.durationMs;
        characterMs = event.durationMs / Math.max(1, one.caption.translation.length);
      }
      if (live?.isEnded && next !== undefined) turnTo(next);
    },
    /** A line over the sentence that is heard. */
    above: (line: string) => above(wrap(line, columns())),
    /** Progress stands still, or goes on. */
    hold(isHeld: boolean): void {
      if (isHeld) heldAtMs ??= clock();
      else if (heldAtMs !== undefined) {
        if (live !== undefined) live.startedAtMs += clock() - heldAtMs;
        heldAtMs = undefined;
      }
    },
    close(): void {
      stop();
      settle();
    },
  };
}

/** The lines of a caption: the source dim, its translation below, bright as far as it has been said. */
export function paint({ source, translation }: Caption, share: number, columns: number): string[] {
  const first = wrap(source, columns).map((line) => `${DIM}${line}${NOT_DIM}`);
  if (translation === '') return first;
  const said = wrap(translation, columns - INDENT.length);
  let left = Math.round(share * said.reduce((sum, line) => sum + graphemesOf(line).length, 0));
  const second = said.map((line) => {
    const all = graphemesOf(line);
    const bright = all.slice(0, left).join('');
    const rest = all.slice(left).join('');
    left = Math.max(0, left - all.length);
    return `${INDENT}${bright}${rest === '' ? '' : `${DIM}${rest}${NOT_DIM}`}`;
  });
  return translation === source ? second : [...first, ...second];
}

export type CaptionScreen = ReturnType<typeof createCaptionScreen>;
