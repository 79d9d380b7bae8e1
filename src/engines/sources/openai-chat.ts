import type { Source } from '../../spec/contracts.ts';
import { isRecord, type Json, record, records, text } from './json.ts';
import { createJsonSource, type Reader } from './json-source.ts';
import type { Outlet } from './outlet.ts';
import { createThoughtFilter } from './thought-filter.ts';

/** The chat completions stream of OpenAI and of everything that speaks its language (agent-formats.md 4). */
export function createOpenAiChatSource(): Source {
  return createJsonSource('openai-chat', () => 'read', createReader);
}

/** Whether an object is a chunk of a chat completion, or a whole one. */
export function isOpenAiChatChunk(value: Json): boolean {
  return /^chat\.completion/.test(text(value, 'object')) || (Array.isArray(value.choices) && 'model' in value);
}

function createReader(outlet: Outlet): Reader {
  let refusal = '';
  let messageId = '';
  let filter = createThoughtFilter();

  function enter(id: string): void {
    if (id !== messageId) flush();
    messageId = id;
  }

  function flush(): void {
    outlet.say(messageId, filter.end());
    filter = createThoughtFilter();
  }

  function finish(reason: string): void {
    flush();
    outlet.notice(refusal, 'refusal');
    refusal = '';
    outlet.endTurn(reason);
  }

  function delta(id: string, change: Json): void {
    enter(id);
    outlet.say(id, filter.write(contentOf(change.content)));
    refusal += text(change, 'refusal');
    outlet.unspoken((text(change, 'reasoning_content') || text(change, 'reasoning')).length);
    for (const call of records(change, 'tool_calls')) {
      outlet.close();
      outlet.unspoken(text(record(call, 'function'), 'arguments').length);
    }
  }

  return {
    object(value) {
      if (isRecord(value.error)) outlet.notice(text(value.error, 'message'), 'error');
      else if (!Array.isArray(value.choices)) outlet.count(text(value, 'object') || 'no-choices');
      // A second choice is another wording of the first.
      const choice = records(value, 'choices').find(({ index }) => index === 0 || index === undefined);
      if (choice === undefined) return;
      outlet.turn();
      delta(text(value, 'id') || 'message', isRecord(choice.message) ? choice.message : record(choice, 'delta'));
      const reason = text(choice, 'finish_reason');
      if (reason !== '') finish(reason);
    },
    done: () => finish('done'),
    end: () => finish('end-of-input'),
  };
}

function contentOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = records({ content }, 'content').filter(({ type }) => type === 'text');
  return parts.map((part) => text(part, 'text')).join('');
}
