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

const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;

/** How much of a line decides whether it is noise. */
export const NOISE_PREFIX_LENGTH = 40;

/** Whether a line, without colours, looks like what a package manager or a runtime says around a stream. */
export function isNoise(line: string): boolean {
  return NOISE.some((pattern) => pattern.test(line)) || /\r./.test(line);
}

/** A line as it is seen: without the sequences that colour it. */
export function withoutEscapes(line: string): string {
  return line.replace(ESCAPES, '');
}
