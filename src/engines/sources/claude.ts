import { createLineSplitter, type Line } from '../../kit/lines.ts';
import type { Source } from '../../spec/contracts.ts';
import type { SourcePart } from '../../spec/parts.ts';
import { createMessages } from './claude-messages.ts';
import { isUserLine, timeNearTheEnd } from './claude-peek.ts';
import { isQuietBlock, QUIET_DELTAS, QUIET_EVENTS, QUIET_SYSTEM, QUIET_TYPES, RETRACTIONS } from './claude-types.ts';
import { isoTime, isRecord, type Json, parseJson, record, records, text } from './json.ts';
import { createTally } from './tally.ts';

const FORMAT = 'claude';

/**
 * Claude Code's `--output-format stream-json`, with or without `--include-partial-messages` (agent-formats.md 0, 1):
 * the main session's blocks of type `text`, each once. Turns begin with the first line of the agent and end with
 * `result`. After an `abort` part the open block is void: no `text-end` comes for it.
 */
export function createClaudeSource(): Source {
  const splitter = createLineSplitter();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false });
  const tally = createTally(FORMAT);
  let out: SourcePart[] = [];
  const messages = createMessages((part) => {
    turn();
    out.push(part);
  });
  let sessionId = '';
  let turns = 0;
  let inTurn = false;
  /** True once the turn had assistant text, spoken or not: then `result.result` only repeats it. */
  let hadText = false;
  let warnedNotJson = false;

  function turn(): void {
    if (inTurn) return;
    inTurn = true;
    turns += 1;
    out.push({ type: 'turn-start', turnId: `turn-${turns}` });
  }

  function endTurn(reason: string): void {
    messages.stop();
    out.push(...tally.take());
    if (inTurn) out.push({ type: 'turn-end', reason });
    inTurn = false;
    hadText = false;
  }

  function abort(reason: string): void {
    messages.abort();
    out.push({ type: 'abort', reason });
  }

  function unspoken(characters: number): void {
    if (characters > 0) out.push({ type: 'unspoken', characters });
  }

  function line(found: Line, last: boolean): void {
    if (found.type === 'too-long') {
      tally.count('too-long-line');
      out.push({ type: 'warning', code: 'line-too-long', message: `A line of ${found.length} bytes was left out.` });
      return;
    }
    const { bytes } = found;
    if (isUserLine(bytes)) {
      time(timeNearTheEnd(bytes));
      return;
    }
    const source = decoder.decode(bytes);
    if (isBlank(source)) return;
    const value = parseJson(source);
    if (value === undefined) notJson(last && !found.terminated && /^\s*\{/.test(source));
    else if (isRecord(value)) object(value);
    else tally.count('not-an-object');
  }

  function notJson(truncated: boolean): void {
    tally.count(truncated ? 'truncated-line' : 'not-json');
    if (truncated || warnedNotJson) return;
    warnedNotJson = true;
    out.push({
      type: 'warning',
      code: 'not-json',
      message: 'The stream has lines that are not JSON; they are left out.',
    });
  }

  function time(atMs: number | undefined): void {
    if (atMs !== undefined) out.push({ type: 'timestamp', atMs });
  }

  function object(value: Json): void {
    time(isoTime(value.timestamp));
    const session = text(value, 'session_id');
    if (session !== '' && session !== sessionId) {
      sessionId = session;
      out.push({ type: 'session', sessionId });
    }
    const type = text(value, 'type');
    if (type === 'stream_event') {
      if (isMain(value)) streamEvent(record(value, 'event'));
    } else if (type === 'assistant') {
      if (isMain(value)) assistant(value);
    } else if (type === 'system') {
      system(text(value, 'subtype'));
    } else if (type === 'result') {
      result(value);
    } else if (type === 'conversation_reset') {
      abort('conversation-reset');
    } else if (!QUIET_TYPES.has(type)) {
      tally.count(type === '' ? 'no-type' : type);
    }
  }

  function system(subtype: string): void {
    if (subtype === 'init') {
      turn();
    } else if (subtype === 'api_retry') {
      // Only what was cut short is taken back: a retry before a new message must not silence the one before it.
      if (messages.unfinished()) abort('api-retry');
      else messages.close();
    } else if (RETRACTIONS.has(subtype)) {
      abort('model-refusal');
    } else if (!QUIET_SYSTEM.has(subtype)) {
      tally.count(`system/${subtype}`);
    }
  }

  function streamEvent(event: Json): void {
    const type = text(event, 'type');
    if (type === 'content_block_delta') {
      delta(event);
    } else if (type === 'content_block_start') {
      messages.close();
      const block = record(event, 'content_block');
      const kind = text(block, 'type');
      if (kind === 'text') textDelta(event, text(block, 'text'));
      else if (!isQuietBlock(kind)) tally.count(`block/${kind}`);
    } else if (type === 'content_block_stop') {
      messages.close();
    } else if (type === 'message_start') {
      turn();
      messages.start(text(record(event, 'message'), 'id'));
    } else if (type === 'message_stop') {
      messages.stop();
    } else if (!QUIET_EVENTS.has(type)) {
      tally.count(`event/${type}`);
    }
  }

  function delta(event: Json): void {
    const change = record(event, 'delta');
    const kind = text(change, 'type');
    messages.touch();
    if (kind === 'text_delta') textDelta(event, text(change, 'text'));
    else if (kind === 'thinking_delta') unspoken(text(change, 'thinking').length);
    else if (kind === 'input_json_delta') unspoken(text(change, 'partial_json').length);
    else if (!QUIET_DELTAS.has(kind)) tally.count(`delta/${kind}`);
  }

  function textDelta(event: Json, added: string): void {
    if (added === '') return;
    hadText = true;
    messages.delta(typeof event.index === 'number' ? event.index : 0, added);
  }

  function assistant(value: Json): void {
    const message = record(value, 'message');
    const id = text(message, 'id');
    const blocks = records(message, 'content');
    turn();
    if (value.aborted === true) {
      hadText = true;
      abort('aborted');
      return;
    }
    if (text(message, 'model') === '<synthetic>' || (value.error !== undefined && value.error !== null)) {
      hadText ||= blocks.some((block) => block.type === 'text');
      return;
    }
    if (Array.isArray(value.supersedes) && value.supersedes.length > 0 && !messages.said(id)) abort('superseded');
    for (const block of blocks) wholeBlock(id, block);
  }

  function wholeBlock(id: string, block: Json): void {
    const kind = text(block, 'type');
    if (kind === 'text') {
      hadText ||= text(block, 'text') !== '';
      messages.whole(id, text(block, 'text'));
      return;
    }
    if (!isQuietBlock(kind)) tally.count(`block/${kind}`);
    if (messages.streamed(id)) return;
    messages.close();
    if (kind === 'thinking') unspoken(text(block, 'thinking').length);
    else if (kind === 'tool_use') unspoken(JSON.stringify(block.input ?? '').length);
  }

  function result(value: Json): void {
    const final = text(value, 'result');
    if (!hadText && value.is_error !== true && !isBlank(final)) messages.whole(`result-${turns}`, final);
    turn();
    endTurn(text(value, 'subtype') || 'result');
  }

  function drain(lines: readonly Line[], last: boolean): SourcePart[] {
    for (const found of lines) line(found, last);
    const parts = out;
    out = [];
    return parts;
  }

  return {
    format: FORMAT,
    write: (chunk) => drain(splitter.write(chunk), false),
    end() {
      const parts = drain(splitter.end(), true);
      endTurn('end-of-input');
      return [...parts, ...drain([], true)];
    },
  };
}

/** Whether an object is a line of Claude Code's stream-json (agent-formats.md 8). */
export function isClaudeLine(value: Json): boolean {
  if (value.type === 'stream_event') return isRecord(value.event) && typeof value.session_id === 'string';
  const hasIds = typeof value.session_id === 'string' && ('uuid' in value || 'parent_tool_use_id' in value);
  if (value.type === 'system') return typeof value.subtype === 'string' && hasIds;
  if (value.type === 'assistant' || value.type === 'user') return isRecord(value.message) && hasIds;
  return value.type === 'result' && typeof value.subtype === 'string' && hasIds;
}

function isMain(value: Json): boolean {
  return value.parent_tool_use_id === null || value.parent_tool_use_id === undefined;
}

function isBlank(source: string): boolean {
  return source.trim() === '';
}
