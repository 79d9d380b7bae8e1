import type { Source } from '../../spec/contracts.ts';
import { createClaudeEvents } from './claude-events.ts';
import { createMessages } from './claude-messages.ts';
import { isQuietBlock } from './claude-types.ts';
import { type Json, record, records, text } from './json.ts';
import { createJsonSource, type Reader, type SourceOptions } from './json-source.ts';
import type { Outlet } from './outlet.ts';

/**
 * The Messages API's own stream, as server-sent events or one event a line (agent-formats.md 4), and its whole answer.
 * Each message is a turn.
 */
export function createAnthropicSource(options: SourceOptions = {}): Source {
  const glance = () => 'read' as const;
  return createJsonSource('anthropic', glance, (outlet) => createReader(outlet, options));
}

/** Whether an object is an event of the Messages API. */
export function isAnthropicEvent(value: Json): boolean {
  const type = text(value, 'type');
  return (
    /^(?:content_block_(?:start|delta|stop)|message_(?:start|delta|stop)|ping)$/.test(type) ||
    (type === 'message' && value.role === 'assistant' && Array.isArray(value.content) && 'stop_reason' in value)
  );
}

function createReader(outlet: Outlet, options: SourceOptions): Reader {
  const messages = createMessages((part) => {
    outlet.turn();
    outlet.emit(part);
  });
  const events = createClaudeEvents(outlet, messages, options);

  function endTurn(reason: string): void {
    messages.stop();
    outlet.endTurn(reason);
  }

  return {
    object(value) {
      const type = text(value, 'type');
      if (type === 'error') outlet.notice(text(record(value, 'error'), 'message'), 'error');
      else if (type === 'message') {
        for (const block of records(value, 'content')) {
          if (block.type === 'text') messages.whole(text(value, 'id'), text(block, 'text'));
          else if (!isQuietBlock(text(block, 'type'))) outlet.count(`block/${text(block, 'type')}`);
        }
        endTurn(text(value, 'stop_reason') || 'message');
      } else {
        events.event(value);
        if (type === 'message_stop') endTurn('message-stop');
      }
    },
    end: messages.stop,
  };
}
