import type { Source } from '../../spec/contracts.ts';
import { isRecord, type Json, parseJson, record, text } from './json.ts';
import { createJsonSource, type Reader } from './json-source.ts';
import { createOnce } from './once.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/**
 * Codex's `exec --json`, the argument of its `notify` program, and the lines of its app server (agent-formats.md 5).
 * Under exec each message comes whole; the app server streams.
 */
export function createCodexSource(): Source {
  return createJsonSource('codex', glance, createReader);
}

/** Whether an object is a line of `codex exec --json`, of `notify` or of the app server. */
export function isCodexLine(value: Json): boolean {
  if (/^(?:item|turn|thread)\//.test(text(value, 'method'))) return true;
  return /^(?:thread\.started|turn\.(?:started|completed|failed)|item\.|agent-turn-complete$)/.test(
    text(value, 'type'),
  );
}

/** Text that is only a JSON object is an answer to a program, not to a person. */
export function isStructured(source: string): boolean {
  return /^\s*\{/.test(source) && isRecord(parseJson(source));
}

const QUIET_ITEMS: ReadonlySet<string> = new Set([
  'reasoning',
  'command_execution',
  'file_change',
  'mcp_tool_call',
  'collab_tool_call',
  'web_search',
  'todo_list',
  'plan',
  'image_view',
]);

const glance: Glance = (path, value) => {
  if (path === 'type') return value.startsWith('item.') ? undefined : 'read';
  return path === 'item.type' ? (QUIET_ITEMS.has(value) ? 'quiet' : 'read') : undefined;
};

function createReader(outlet: Outlet): Reader {
  const once = createOnce(outlet);

  function whole(key: string, said: string): void {
    if (isStructured(said)) outlet.count('structured-output');
    else once.whole(key, said);
  }

  let turns = 0;

  function item(type: string, value: Json): void {
    const kind = text(value, 'type');
    if (kind === 'agent_message') {
      // Ids count anew in every run of the program; two runs may be in one input.
      if (type === 'item.completed') whole(`${turns}/${text(value, 'id')}`, text(value, 'text'));
    } else if (kind === 'error') outlet.notice(text(value, 'message'), 'warning');
    else if (!QUIET_ITEMS.has(kind)) outlet.count(`item/${kind}`);
  }

  function server(method: string, parameters: Json): void {
    const thread = text(parameters, 'threadId');
    if (method === 'item/agentMessage/delta') {
      once.delta(`${thread}/${text(parameters, 'itemId')}`, text(parameters, 'delta'));
    } else if (method === 'item/completed') {
      const done = record(parameters, 'item');
      if (done.type === 'agentMessage') whole(`${thread}/${text(done, 'id')}`, text(done, 'text'));
    } else if (method === 'turn/started') outlet.turn();
    else if (method === 'turn/completed') outlet.endTurn('completed');
    else if (!/^(?:item|turn|thread|account)\//.test(method)) outlet.count(method);
  }

  function event(type: string, value: Json): void {
    if (type === 'thread.started') {
      turns += 1;
      outlet.session(text(value, 'thread_id'));
    } else if (type === 'turn.started') {
      turns += 1;
      outlet.turn();
    } else if (type.startsWith('item.')) item(type, record(value, 'item'));
    else if (type === 'turn.completed') outlet.endTurn('completed');
    else if (type === 'turn.failed') {
      outlet.notice(text(record(value, 'error'), 'message'), 'error');
      outlet.endTurn('failed');
    } else if (type === 'error') outlet.notice(text(value, 'message'), 'error');
    else if (type === 'agent-turn-complete') {
      outlet.session(text(value, 'thread-id'));
      whole(`notify/${text(value, 'thread-id')}/${text(value, 'turn-id')}`, text(value, 'last-assistant-message'));
      outlet.endTurn('completed');
    } else outlet.count(type === '' ? 'no-type' : type);
  }

  return {
    object(value) {
      const method = text(value, 'method');
      if (method !== '') server(method, record(value, 'params'));
      else if (!('result' in value && 'id' in value)) event(text(value, 'type'), value);
    },
  };
}
