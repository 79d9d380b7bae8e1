import type { Source } from '../../spec/contracts.ts';
import { isRecord, type Json, record, text } from './json.ts';
import { createJsonSource, type Reader, type SourceOptions } from './json-source.ts';
import { createOnce } from './once.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/** Copilot CLI's `-p --output-format json` (agent-formats.md 6): pieces of each message, and then the message whole. */
export function createCopilotSource(options: SourceOptions = {}): Source {
  return createJsonSource('copilot', glance, (outlet) => createReader(outlet, options));
}

/** Whether an object is an event of Copilot CLI. */
export function isCopilotLine(value: Json): boolean {
  if (value.type === 'result') return typeof value.sessionId === 'string' && 'exitCode' in value;
  return isRecord(value.data) && /^(?:session|assistant|user|tool|system|hook|subagent)\./.test(text(value, 'type'));
}

const glance: Glance = (path, value) => {
  if (path !== 'type') return undefined;
  return /^(?:tool|user|hook|system)\./.test(value) ? 'quiet' : 'read';
};

const QUIET = /^(?:tool|user|hook|system|session|subagent|permission|abort|skill|external_tool|assistant)\b/;

function createReader(outlet: Outlet, options: SourceOptions): Reader {
  const once = createOnce(outlet);

  function event(type: string, data: Json): void {
    const id = text(data, 'messageId');
    if (type === 'assistant.message_delta') once.delta(id, text(data, 'deltaContent'));
    else if (type === 'assistant.message') once.whole(id, text(data, 'content'));
    else if (type === 'assistant.turn_start') outlet.turn();
    else if (type === 'assistant.turn_end' || type === 'assistant.message_start') outlet.close();
    else if (type === 'assistant.reasoning_delta') outlet.unspoken(text(data, 'deltaContent').length);
    else if (type === 'session.start') outlet.session(text(data, 'sessionId'));
    else if (type === 'session.error') outlet.notice(text(data, 'message'), 'error');
    else if (type === 'session.idle') outlet.endTurn('idle');
    else if (type === 'permission.requested') outlet.notice('Copilot needs your permission.', 'permission');
    else if (!QUIET.test(type)) outlet.count(type === '' ? 'no-type' : type);
  }

  return {
    object(value) {
      const type = text(value, 'type');
      const data = record(value, 'data');
      if (type === 'result') {
        outlet.endTurn(value.exitCode === 0 ? 'success' : 'failed');
        return;
      }
      const isSub = text(value, 'agentId') !== '' || text(data, 'parentToolCallId') !== '';
      if (!isSub || options.subagents) event(type, data);
    },
  };
}
