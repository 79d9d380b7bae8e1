import type { Source } from '../../spec/contracts.ts';
import { isQuietBlock } from './claude-types.ts';
import { type Json, jsonLength, record, records, text } from './json.ts';
import { createJsonSource, type Reader, type SourceOptions } from './json-source.ts';
import { isNarration } from './narration.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

const FORMAT = 'claude-transcript';
const REMEMBERED_LINES = 10_000;

/**
 * Claude Code's transcript files (agent-formats.md 2): whole messages, one block a line. A line that comes again, as
 * it does when a session is resumed into a new file, is said once.
 */
export function createClaudeTranscriptSource(options: SourceOptions = {}): Source {
  return createJsonSource(FORMAT, glance, (outlet) => createReader(outlet, options));
}

/** Whether an object is a line of a transcript (agent-formats.md 8): camelCase, with its place in a chain. */
export function isClaudeTranscriptLine(value: Json): boolean {
  if ('isSidechain' in value || ('parentUuid' in value && typeof value.uuid === 'string')) return true;
  const housekeeping = typeof value.sessionId === 'string' || 'snapshot' in value || 'leafUuid' in value;
  return housekeeping && QUIET_TYPES.has(text(value, 'type')) && !('data' in value);
}

const glance: Glance = (path, value) => {
  if (path === 'type') return value === 'user' || value === 'attachment' || value === 'progress' ? 'quiet' : 'read';
  if (path === 'message.role' || path === 'message.type') return value === 'user' ? 'quiet' : undefined;
  return undefined;
};

const QUIET_TYPES: ReadonlySet<string> = new Set([
  'user',
  'attachment',
  'file-history-snapshot',
  'queue-operation',
  'ai-title',
  'custom-title',
  'agent-name',
  'last-prompt',
  'mode',
  'permission-mode',
  'summary',
  'progress',
  'pr-link',
  'tag',
]);

const TURN_ENDS: ReadonlySet<string> = new Set(['turn_duration', 'stop_hook_summary']);

function createReader(outlet: Outlet, options: SourceOptions): Reader {
  const seen = new Set<string>();

  function isNew(uuid: string): boolean {
    if (uuid === '') return true;
    if (seen.has(uuid)) return false;
    seen.add(uuid);
    for (const oldest of seen) {
      if (seen.size <= REMEMBERED_LINES) break;
      seen.delete(oldest);
    }
    return true;
  }

  function assistant(value: Json): void {
    const isSide = value.isSidechain === true || text(value, 'agentId') !== '';
    if ((isSide && !options.subagents) || !isNew(text(value, 'uuid'))) return;
    const message = record(value, 'message');
    const isError = value.isApiErrorMessage === true;
    if (isError || text(message, 'model') === '<synthetic>') {
      if (isError) for (const block of records(message, 'content')) outlet.notice(text(block, 'text'), 'error');
      return;
    }
    outlet.turn();
    for (const block of records(message, 'content')) {
      const kind = text(block, 'type');
      const said = kind === 'text' ? text(block, 'text') : narrationOf(block, options);
      if (said !== '') {
        outlet.say(text(value, 'uuid') || text(message, 'id'), said, text(message, 'id'));
        outlet.close();
      } else if (kind === 'thinking') outlet.unspoken(text(block, 'thinking').length);
      else if (kind === 'tool_use') outlet.unspoken(jsonLength(block.input));
      else if (kind !== 'text' && !isQuietBlock(kind)) outlet.count(`block/${kind}`);
    }
  }

  return {
    object(value) {
      outlet.session(text(value, 'sessionId'));
      const type = text(value, 'type');
      if (type === 'assistant') assistant(value);
      else if (type === 'system') {
        if (TURN_ENDS.has(text(value, 'subtype'))) outlet.endTurn('turn-end');
      } else if (!QUIET_TYPES.has(type)) outlet.count(type === '' ? 'no-type' : type);
    },
  };
}

function narrationOf(block: Json, options: SourceOptions): string {
  const narrates = options.narration && block.type === 'thinking' && isNarration(text(block, 'signature'));
  return narrates ? text(block, 'thinking') : '';
}
