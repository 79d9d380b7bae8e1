import type { Source } from '../../spec/contracts.ts';
import { type Json, record, records, text } from './json.ts';
import { createJsonSource, type Reader } from './json-source.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/**
 * Cursor's `-p --output-format stream-json`, with or without `--stream-partial-output` (agent-formats.md 6). With it, a
 * line with a time and without a model call is a piece; the others repeat what was said. Texts are never compared: an
 * agent may say the same twice.
 */
export function createCursorSource(): Source {
  return createJsonSource('cursor', glance, createReader);
}

/** Whether an object is a line of Cursor's stream: Claude Code's shapes without its ids. */
export function isCursorLine(value: Json): boolean {
  if (typeof value.session_id !== 'string' || 'uuid' in value || 'parent_tool_use_id' in value) return false;
  const type = text(value, 'type');
  if (type === 'system') return value.subtype === 'init' && !Array.isArray(value.tools);
  if (type === 'result') return typeof value.subtype === 'string';
  return /^(?:assistant|user)$/.test(type) ? 'message' in value : /^(?:thinking|tool_call)$/.test(type);
}

const glance: Glance = (path, value) => {
  if (path === 'type') return value === 'user' ? 'quiet' : value === 'tool_call' ? undefined : 'read';
  // A tool that begins ends the block before it; its result does not.
  return path === 'subtype' ? (value === 'completed' ? 'quiet' : 'read') : undefined;
};

const QUIET_TYPES: ReadonlySet<string> = new Set(['user', 'thinking', 'tool_call', 'system']);

function createReader(outlet: Outlet): Reader {
  let segments = 0;
  /** True once pieces came: then every other line is a copy. */
  let isPartial = false;
  let hadText = false;

  function assistant(value: Json): void {
    const said = records(record(value, 'message'), 'content')
      .filter(({ type }) => type === 'text')
      .map((block) => text(block, 'text'))
      .join('');
    const isPiece = typeof value.timestamp_ms === 'number' && text(value, 'model_call_id') === '';
    isPartial ||= isPiece;
    outlet.turn();
    if (isPartial && !isPiece) {
      outlet.close();
      return;
    }
    hadText ||= said !== '';
    if (outlet.open === undefined || !isPiece) segments += 1;
    outlet.say(`message-${segments}`, said);
    if (!isPiece) outlet.close();
  }

  return {
    object(value) {
      outlet.session(text(value, 'session_id'));
      const type = text(value, 'type');
      if (type === 'assistant') assistant(value);
      else if (type === 'result') {
        if (value.is_error === true) outlet.notice(text(value, 'result'), 'error');
        else if (!hadText) outlet.say('result', text(value, 'result'));
        outlet.endTurn(text(value, 'subtype') || 'result');
        hadText = false;
      } else if (QUIET_TYPES.has(type)) {
        outlet.close();
        if (type === 'thinking') outlet.unspoken(text(value, 'text').length);
      } else outlet.count(type === '' ? 'no-type' : type);
    },
  };
}
