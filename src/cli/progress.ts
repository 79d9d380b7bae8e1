import type { ProgressEvent, PullEvent } from '../models/events.ts';
import type { Io } from './command.ts';

/** A bar is drawn at most this often; plain lines come rarely, for logs. */
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5000;
/** The speed shown is that of the last seconds, not of the whole. */
const SPEED_WINDOW_MS = 15_000;
const BAR_WIDTH = 24;

export interface Progress {
  onEvent(event: PullEvent): void;
  /** Leaves the terminal's cursor on an empty line. */
  end(): void;
}

/** Shows a pull on stderr: a bar that stays on its line on a terminal, else a line every few seconds. */
export function createProgress(stderr: Io['stderr'], nowMs: () => number): Progress {
  const terminal = stderr.isTTY === true;
  let file = '';
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let drawn = false;
  let history: Array<{ atMs: number; bytes: number }> = [];

  function line(text: string): void {
    if (drawn) stderr.write('\r\x1b[K');
    drawn = false;
    stderr.write(`${text}\n`);
  }

  function show(event: ProgressEvent): void {
    const atMs = nowMs();
    const name = `${event.id}/${event.file}`;
    if (name !== file) {
      if (event.resumedBytes > 0) line(`${name}: going on after ${formatBytes(event.resumedBytes)}`);
      history = [];
      file = name;
      shownAtMs = terminal ? Number.NEGATIVE_INFINITY : atMs;
    }
    history.push({ atMs, bytes: event.doneBytes });
    history = history.filter((point, i) => atMs - point.atMs <= SPEED_WINDOW_MS || i >= history.length - 2);
    const finished = event.doneBytes === event.totalBytes;
    if (!finished && atMs - shownAtMs < (terminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
    shownAtMs = atMs;
    const text = describe(event, speedOf(history));
    if (!terminal) {
      line(`${name}: ${text}`);
      return;
    }
    const bar = drawBar(event.doneBytes / Math.max(1, event.totalBytes));
    stderr.write(`\r\x1b[K${`${event.id} ${bar} ${text}`.slice(0, (stderr.columns ?? 80) - 1)}`);
    drawn = true;
    if (finished) {
      stderr.write('\n');
      drawn = false;
    }
  }

  return {
    onEvent(event) {
      switch (event.type) {
        case 'plan':
          if (event.models.length === 0) return;
          line(
            `Fetching ${formatBytes(event.bytes)}: ${event.models.map(({ id, bytes }) => `${id} (${formatBytes(bytes)})`).join(', ')}`,
          );
          for (const { id, terms } of event.models) if (terms !== undefined) line(`${id}: ${terms}`);
          return;
        case 'pinned':
          return line(
            `${event.id}/${event.file}: ${event.host} says sha256 ${event.sha256} (${formatBytes(event.bytes)}); from now on it is no other.`,
          );
        case 'waiting':
          line(`${event.id}: process ${event.pid} is fetching it; waiting for it.`);
          return;
        case 'warning':
          return line(`warning: ${event.message}`);
        case 'recipe':
          return line(`${event.id}: making ${event.file} (some seconds)`);
        case 'model':
          return line(`${event.id}: ${event.fetched ? 'ready' : 'was here already'}`);
        case 'progress':
          return show(event);
      }
    },
    end() {
      if (drawn) stderr.write('\n');
      drawn = false;
    },
  };
}

/** Decimal units with three digits: 1155 → "1.16 kB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)} ${units[unit]}`;
}

function describe(event: ProgressEvent, bytesPerSecond: number): string {
  const { parts } = event;
  const pieces = [`${formatBytes(event.doneBytes)} / ${formatBytes(event.totalBytes)}`];
  if (parts && parts.total > 1) pieces.push(`part ${parts.done} of ${parts.total}`);
  if (bytesPerSecond > 0) {
    pieces.push(`${formatBytes(bytesPerSecond)}/s`);
    const leftS = (event.totalBytes - event.doneBytes) / bytesPerSecond;
    if (leftS > 0) pieces.push(`${formatSeconds(leftS)} left`);
  }
  return pieces.join('  ');
}

function speedOf(history: ReadonlyArray<{ atMs: number; bytes: number }>): number {
  const first = history[0];
  const last = history.at(-1);
  if (!first || !last || last.atMs <= first.atMs) return 0;
  return Math.max(0, ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000);
}

function drawBar(share: number): string {
  const full = Math.floor(share * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}]`;
}

function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes > 0 ? `${minutes} min ${String(whole % 60).padStart(2, '0')} s` : `${whole} s`;
}
