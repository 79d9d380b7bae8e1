import { SOURCES } from '../../../src/engines/sources/index.ts';
import type { SourceOptions } from '../../../src/engines/sources/json-source.ts';
import type { SourcePart } from '../../../src/spec/parts.ts';
import { assertWellFormed, readAll } from './parts.ts';

export type Line = Record<string, unknown>;

/** What a format's reader makes of lines, which are well formed whatever they say. */
export function read(
  format: keyof typeof SOURCES,
  lines: ReadonlyArray<Line | string>,
  options: SourceOptions = {},
): SourcePart[] {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const parts = readAll(SOURCES[format](options), new TextEncoder().encode(text));
  assertWellFormed(parts);
  return parts;
}

export function notices(parts: readonly SourcePart[]): string[] {
  return parts.flatMap((part) => (part.type === 'notice' ? [`${part.kind}: ${part.text}`] : []));
}

export function reasons(parts: readonly SourcePart[]): string[] {
  return parts.flatMap((part) => (part.type === 'turn-end' ? [part.reason] : []));
}
