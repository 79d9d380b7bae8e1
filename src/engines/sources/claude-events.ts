import type { Messages } from './claude-messages.ts';
import { isQuietBlock, QUIET_DELTAS, QUIET_EVENTS } from './claude-types.ts';
import { type Json, record, text } from './json.ts';
import type { SourceOptions } from './json-source.ts';
import { isNarration } from './narration.ts';
import type { Outlet } from './outlet.ts';

export interface ClaudeEvents {
  /** One event of a streamed message. */
  event(event: Json): void;
}

/** Reads the events of a message as the Messages API streams them (agent-formats.md 1.1, 4). */
export function createClaudeEvents(outlet: Outlet, messages: Messages, options: SourceOptions): ClaudeEvents {
  /** A thinking block, kept only where it may turn out to be narration. */
  let thinking = '';
  let signature = '';

  function delta(event: Json): void {
    const change = record(event, 'delta');
    const kind = text(change, 'type');
    messages.touch();
    if (kind === 'text_delta') {
      messages.delta(indexOf(event), text(change, 'text'));
    } else if (kind === 'thinking_delta') {
      outlet.unspoken(text(change, 'thinking').length);
      if (options.narration) thinking += text(change, 'thinking');
    } else if (kind === 'signature_delta') {
      if (options.narration) signature += text(change, 'signature');
    } else if (kind === 'input_json_delta') {
      outlet.unspoken(text(change, 'partial_json').length);
    } else if (!QUIET_DELTAS.has(kind)) outlet.count(`delta/${kind}`);
  }

  function blockStop(event: Json): void {
    if (thinking !== '' && isNarration(signature)) messages.delta(indexOf(event), thinking);
    thinking = '';
    signature = '';
    messages.close();
  }

  return {
    event(event) {
      const type = text(event, 'type');
      if (type === 'content_block_delta') {
        delta(event);
      } else if (type === 'content_block_start') {
        messages.close();
        thinking = '';
        signature = '';
        const block = record(event, 'content_block');
        const kind = text(block, 'type');
        if (kind === 'text') messages.delta(indexOf(event), text(block, 'text'));
        else if (!isQuietBlock(kind)) outlet.count(`block/${kind}`);
      } else if (type === 'content_block_stop') {
        blockStop(event);
      } else if (type === 'message_start') {
        outlet.turn();
        messages.start(text(record(event, 'message'), 'id'));
      } else if (type === 'message_stop') {
        messages.stop();
      } else if (!QUIET_EVENTS.has(type)) {
        outlet.count(`event/${type}`);
      }
    },
  };
}

function indexOf(event: Json): number {
  return typeof event.index === 'number' ? event.index : 0;
}
