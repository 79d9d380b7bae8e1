import type { Source } from '../../spec/contracts.ts';
import { isStructured } from './codex.ts';
import { isRecord, type Json, record, records, text } from './json.ts';
import { createJsonSource, type Reader } from './json-source.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/**
 * Codex's session files (agent-formats.md 5, 11). The same prose stands in up to four places, and which of them a
 * version writes has changed; in each turn the n-th new text of any of them is said once.
 */
export function createCodexRolloutSource(): Source {
  return createJsonSource('codex-rollout', glance, createReader);
}

const TYPES: ReadonlySet<string> = new Set([
  'session_meta',
  'turn_context',
  'response_item',
  'event_msg',
  'compacted',
  'token_usage_record',
]);

/** Whether an object is a line of a rollout file. */
export function isCodexRolloutLine(value: Json): boolean {
  return isRecord(value.payload) && typeof value.timestamp === 'string' && TYPES.has(text(value, 'type'));
}

const QUIET_ITEMS: ReadonlySet<string> = new Set([
  'reasoning',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'local_shell_call',
  'local_shell_call_output',
  'web_search_call',
  'tool_search_call',
  'tool_search_output',
  'ghost_snapshot',
  'compaction',
]);

const QUIET_EVENTS: ReadonlySet<string> = new Set([
  'user_message',
  'agent_reasoning',
  'agent_reasoning_raw_content',
  'agent_reasoning_section_break',
  'token_count',
  'thread_settings_applied',
  'exec_command_begin',
  'exec_command_end',
  'exec_command_output_delta',
  'mcp_tool_call_begin',
  'mcp_tool_call_end',
  'patch_apply_begin',
  'patch_apply_end',
  'web_search_begin',
  'web_search_end',
  'turn_diff',
  'plan_update',
  'context_compacted',
]);

const glance: Glance = (path, value) => {
  if (path === 'type') return value === 'compacted' ? 'quiet' : undefined;
  if (path === 'payload.type') return QUIET_ITEMS.has(value) || QUIET_EVENTS.has(value) ? 'quiet' : undefined;
  if (path === 'payload.role') return value === 'assistant' ? 'read' : 'quiet';
  return undefined;
};

function createReader(outlet: Outlet): Reader {
  let said: string[] = [];
  /** How many of the texts said each place has had. */
  let places = new Map<string, number>();
  let messages = 0;

  function tell(place: string, source: string): void {
    const prose = source.trim();
    if (prose === '') return;
    if (isStructured(prose)) {
      outlet.count('structured-output');
      return;
    }
    const seen = said.indexOf(prose, places.get(place) ?? 0);
    if (seen >= 0) {
      places.set(place, seen + 1);
      return;
    }
    said.push(prose);
    places.set(place, said.length);
    messages += 1;
    outlet.say(`message-${messages}`, source);
    outlet.close();
  }

  function endTurn(reason: string): void {
    outlet.endTurn(reason);
    said = [];
    places = new Map();
  }

  function event(payload: Json): void {
    const type = text(payload, 'type');
    if (type === 'agent_message') tell('agent_message', text(payload, 'message'));
    else if (type === 'item_completed') {
      const item = record(payload, 'item');
      if (item.type === 'AgentMessage') tell('item', textOf(item));
    } else if (type === 'task_started') {
      endTurn('next-turn');
      outlet.turn();
    } else if (type === 'task_complete') {
      if (said.length === 0) tell('task_complete', text(payload, 'last_agent_message'));
      endTurn('completed');
    } else if (type === 'turn_aborted') endTurn('aborted');
    else if (type === 'error' || type === 'stream_error') outlet.notice(text(payload, 'message'), 'error');
    else if (!QUIET_EVENTS.has(type)) outlet.count(`event/${type}`);
  }

  function item(payload: Json): void {
    const type = text(payload, 'type');
    if (type === 'message') {
      if (payload.role === 'assistant') tell('response', textOf(payload));
    } else if (!QUIET_ITEMS.has(type)) outlet.count(`item/${type}`);
  }

  return {
    object(value) {
      const type = text(value, 'type');
      const payload = record(value, 'payload');
      if (type === 'event_msg') event(payload);
      else if (type === 'response_item') item(payload);
      else if (type === 'session_meta') outlet.session(text(payload, 'id'));
      else if (!TYPES.has(type)) outlet.count(type === '' ? 'no-type' : type);
    },
  };
}

function textOf(message: Json): string {
  const parts = records(message, 'content').filter(({ type }) => type === 'output_text' || type === 'Text');
  return parts.map((part) => text(part, 'text')).join('');
}
