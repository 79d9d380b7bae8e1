import type { Source } from '../../spec/contracts.ts';
import { createClaudeSource, isClaudeLine } from './claude.ts';
import { isRecord, type Json, parseJson } from './json.ts';

export interface Detector {
  /** True where this JSON object can only be a line of the format. */
  readonly test: (value: Json) => boolean;
  readonly create: () => Source;
}

/** The first match wins (agent-formats.md 8); a format is added by one line. */
export const DETECTORS: readonly Detector[] = [{ test: isClaudeLine, create: createClaudeSource }];

// What programs around an agent print before its stream. Each pattern stands at the beginning of a line.
const NOISE: readonly RegExp[] = [
  /^(?:npm|pnpm|yarn|bun)\s+(?:warn|warning|notice|info|err!|error|run)\b/i,
  /^yarn run v/,
  /^\((?:node|bun|deno):\d+\)/i,
  /^\(Use `(?:node|bun) /,
  /^\[(?:warn|warning|error|info|debug|notice|trace)\] /i,
  /^(?:Debugger attached|Waiting for the debugger)/,
  /^> \S+@\d/,
  /^> \S*(?:claude|codex|gemini|opencode|npx|node)\b/,
  /^\$ \S/,
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/,
];

/** The reader for a line of JSON, or undefined where it is none or of no known format. */
export function detect(line: string): (() => Source) | undefined {
  const value = parseJson(line);
  return isRecord(value) ? DETECTORS.find((detector) => detector.test(value))?.create : undefined;
}

/** How much of a line decides whether it is noise. */
export const NOISE_PREFIX_LENGTH = 40;

/** Whether a line, without colours, looks like what a package manager or a runtime says around a stream. */
export function isNoise(line: string): boolean {
  return NOISE.some((pattern) => pattern.test(line));
}
