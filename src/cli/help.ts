import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Command } from './command.ts';

export const VERSION = readVersion();

/** The help of the whole program. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n');
  return `stream-tts ${VERSION}: speaks an AI agent's prose in Japanese while it is still being written.

Usage: stream-tts [COMMAND] [OPTIONS] [FILE]

Commands (speak is the default):
${rows}

Every command has --help with examples, and --json for one JSON value a line.

Examples:
  claude -p "explain this project" --output-format stream-json --verbose --include-partial-messages | stream-tts
  stream-tts say "All tests pass."
  stream-tts text answer.md
`;
}

function readVersion(): string {
  // The same two steps up from src/cli and from dist/cli.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
