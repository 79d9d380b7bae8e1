import type { Source } from '../../spec/contracts.ts';
import { createClaudeLikeSource } from './claude.ts';
import { type Json, text } from './json.ts';
import type { SourceOptions } from './json-source.ts';

/** Amp's `-x --stream-json`: Claude Code's shapes, whole messages, threads named `T-…` (agent-formats.md 6). */
export function createAmpSource(options: SourceOptions = {}): Source {
  return createClaudeLikeSource('amp', options);
}

/** Whether an object is a line of Amp's stream. */
export function isAmpLine(value: Json): boolean {
  return /^T-/.test(text(value, 'session_id')) && !('uuid' in value) && typeof value.type === 'string';
}
