import type { Source } from '../../spec/contracts.ts';
import { type Json, record, records, text } from './json.ts';
import { createJsonSource, type Reader } from './json-source.ts';
import { createOnce } from './once.ts';
import type { Outlet } from './outlet.ts';

/**
 * The event stream of OpenAI's Responses API (agent-formats.md 4). A text comes in deltas and whole in up to four later
 * events; each place of the output is said once.
 */
export function createOpenAiResponsesSource(): Source {
  return createJsonSource('openai-responses', () => 'read', createReader);
}

/** Whether an object is an event of the Responses API, or a whole response. */
export function isOpenAiResponsesEvent(value: Json): boolean {
  return /^response\./.test(text(value, 'type')) || value.object === 'response';
}

const ENDS = /^response\.(completed|incomplete|failed|cancelled)$/;
const TOOL_INPUT = /\.(?:function_call_arguments|custom_tool_call_input|mcp_call_arguments|reasoning\w*)\.delta$/;

function createReader(outlet: Outlet): Reader {
  const once = createOnce(outlet);
  let responseId = '';
  /** The places of the messages in the output, in the order in which they began. */
  let messages: string[] = [];

  function see(at: string): void {
    if (!messages.includes(at)) messages.push(at);
  }

  const place = (value: Json) =>
    `${responseId}/${typeof value.output_index === 'number' ? value.output_index : text(value, 'item_id')}`;
  const key = (value: Json) => `${place(value)}/${typeof value.content_index === 'number' ? value.content_index : 0}`;

  function item(at: string, value: Json): void {
    if (!isMessage(value)) return;
    see(at);
    for (const [index, part] of records(value, 'content').entries()) {
      if (part.type === 'output_text') once.whole(`${at}/${index}`, text(part, 'text'));
    }
  }

  /** The last copy may lack what is no message, so its messages are told by their order. */
  function response(value: Json): void {
    const last = records(value, 'output').filter(isMessage);
    for (const [index, message] of last.entries()) item(messages[index] ?? `${responseId}/last-${index}`, message);
    const { message } = record(value, 'error');
    if (typeof message === 'string') outlet.notice(message, 'error');
  }

  function start(value: Json): void {
    responseId = text(value, 'id');
    messages = [];
    outlet.turn();
  }

  function event(type: string, value: Json): void {
    if (type === 'response.created') start(record(value, 'response'));
    else if (type === 'response.output_text.delta') {
      see(place(value));
      once.delta(key(value), text(value, 'delta'));
    } else if (type === 'response.output_text.done') once.whole(key(value), text(value, 'text'));
    else if (type === 'response.content_part.done') {
      const part = record(value, 'part');
      if (part.type === 'output_text') once.whole(key(value), text(part, 'text'));
    } else if (type === 'response.output_item.done') {
      item(place(value), record(value, 'item'));
      outlet.close();
    } else if (type === 'response.refusal.done') {
      outlet.notice(text(value, 'refusal'), 'refusal');
    } else if (ENDS.test(type)) {
      response(record(value, 'response'));
      outlet.endTurn(ENDS.exec(type)?.[1] ?? type);
    } else if (TOOL_INPUT.test(type)) {
      outlet.unspoken(text(value, 'delta').length);
    } else if (type === 'error') {
      outlet.notice(text(value, 'message') || text(record(value, 'error'), 'message'), 'error');
    } else if (!type.startsWith('response.')) outlet.count(type === '' ? 'no-type' : type);
  }

  return {
    object(value) {
      if (value.object === 'response') {
        start(value);
        response(value);
        outlet.endTurn(text(value, 'status') || 'completed');
      } else event(text(value, 'type'), value);
    },
  };
}

function isMessage(item: Json): boolean {
  return item.type === 'message' && item.role !== 'user';
}
