import type { Source } from '../../spec/contracts.ts';
import { isRecord, type Json, record, text } from './json.ts';
import { createJsonSource, type Reader } from './json-source.ts';
import { createOnce } from './once.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/**
 * The Agent Client Protocol on an agent's stdout, versions 1 and 2 (agent-formats.md 6). A loaded session's history
 * comes as the same updates and is silent until the answer to `session/load`, where that request is in the log.
 */
export function createAcpSource(): Source {
  return createJsonSource('acp', glance, createReader);
}

/** Whether an object is a JSON-RPC message of the protocol. */
export function isAcpLine(value: Json): boolean {
  return value.jsonrpc === '2.0' || /^session\/(?:update|prompt|new|load)$/.test(text(value, 'method'));
}

const glance: Glance = (path, value) => {
  if (path !== 'params.update.sessionUpdate') return undefined;
  return value === 'tool_call_update' || value === 'available_commands_update' ? 'quiet' : 'read';
};

/** Between two pieces of prose these do not end a block. */
const ASIDE: ReadonlySet<string> = new Set([
  'tool_call_update',
  'available_commands_update',
  'current_mode_update',
  'config_option_update',
  'session_info_update',
  'usage_update',
  'compaction_update',
]);

const ENDS_BLOCK: ReadonlySet<string> = new Set([
  'tool_call',
  'agent_thought_chunk',
  'agent_thought',
  'user_message_chunk',
  'user_message',
  'plan',
  'plan_update',
  'compaction_summary_chunk',
]);

function createReader(outlet: Outlet): Reader {
  const once = createOnce(outlet);
  const loads = new Set<unknown>();
  let nameless = 0;

  function update(session: string, value: Json): void {
    const kind = text(value, 'sessionUpdate');
    if (kind === 'agent_message_chunk') chunk(session, value);
    else if (kind === 'agent_message') once.whole(`${session}/${text(value, 'messageId')}`, contentOf(value));
    else if (kind === 'state_update') {
      if (value.state === 'idle' || record(value, 'state').type === 'idle') outlet.endTurn('idle');
    } else if (kind === 'notice') outlet.notice(contentOf(value) || text(value, 'message'), 'notice');
    else if (ENDS_BLOCK.has(kind)) outlet.close();
    else if (!ASIDE.has(kind)) outlet.count(`update/${kind}`);
    if (kind === 'agent_thought_chunk') outlet.unspoken(contentOf(value).length);
  }

  function chunk(session: string, value: Json): void {
    const messageId = text(value, 'messageId');
    if (messageId !== '') {
      once.delta(`${session}/${messageId}`, contentOf(value));
      return;
    }
    if (outlet.open === undefined) nameless += 1;
    outlet.say(`${session}/message-${nameless}`, contentOf(value));
  }

  function answer(value: Json): void {
    loads.delete(value.id);
    const result = record(value, 'result');
    if (typeof result.sessionId === 'string') outlet.session(result.sessionId);
    if (typeof result.stopReason === 'string') outlet.endTurn(result.stopReason);
    outlet.notice(text(record(value, 'error'), 'message'), 'error');
  }

  return {
    object(value) {
      const method = text(value, 'method');
      const parameters = record(value, 'params');
      const session = text(parameters, 'sessionId');
      if (method === 'session/update') {
        outlet.session(session);
        if (loads.size === 0) update(session, record(parameters, 'update'));
      } else if (method === 'session/load') loads.add(value.id);
      else if (method === 'session/prompt') outlet.turn();
      else if (method === 'session/request_permission') {
        const title = text(record(parameters, 'toolCall'), 'title');
        outlet.notice(title === '' ? 'Permission is needed.' : `Permission is needed: ${title}`, 'permission');
      } else if (method === '' && ('result' in value || 'error' in value)) answer(value);
      else if (!/^(?:session|fs|terminal|authenticate|initialize|_|\$)/.test(method))
        outlet.count(method || 'no-method');
    },
  };
}

function contentOf(value: Json): string {
  const blocks: unknown[] = Array.isArray(value.content) ? value.content : [value.content];
  return blocks.map((block) => (isRecord(block) && block.type === 'text' ? text(block, 'text') : '')).join('');
}
