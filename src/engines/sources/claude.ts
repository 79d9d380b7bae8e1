import type { Source } from '../../spec/contracts.ts';
import { createClaudeEvents } from './claude-events.ts';
import { createMessages } from './claude-messages.ts';
import { isQuietBlock, QUIET_SYSTEM, QUIET_TYPES, RETRACTIONS } from './claude-types.ts';
import { isRecord, type Json, jsonLength, record, records, strings, text } from './json.ts';
import { createJsonSource, type Reader, type SourceOptions } from './json-source.ts';
import { isNarration } from './narration.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/**
 * Claude Code's `--output-format stream-json`, with or without `--include-partial-messages` (agent-formats.md 0, 1):
 * the main session's blocks of type `text`, each once. Turns begin with the first line of the agent and end with
 * `result`. After an `abort` part the open block is void: no `text-end` comes for it.
 */
export function createClaudeSource(options: SourceOptions = {}): Source {
  return createClaudeLikeSource('claude', options);
}

/** A reader of Claude Code's shapes, under the name of the agent that writes them. */
export function createClaudeLikeSource(format: string, options: SourceOptions): Source {
  return createJsonSource(format, glance, (outlet) => createReader(outlet, options));
}

/** Whether an object is a line of Claude Code's stream-json (agent-formats.md 8). */
export function isClaudeLine(value: Json): boolean {
  if (value.type === 'stream_event') return isRecord(value.event) && typeof value.session_id === 'string';
  const hasIds = typeof value.session_id === 'string' && ('uuid' in value || 'parent_tool_use_id' in value);
  if (value.type === 'system') return typeof value.subtype === 'string' && hasIds;
  if (value.type === 'assistant' || value.type === 'user') return isRecord(value.message) && hasIds;
  return value.type === 'result' && typeof value.subtype === 'string' && hasIds;
}

const glance: Glance = (path, value) => {
  if (path === 'type') return value === 'user' || value === 'tool_progress' ? 'quiet' : 'read';
  if (path === 'message.role') return value === 'user' ? 'quiet' : undefined;
  return undefined;
};

const REMEMBERED_LINES = 2000;

function createReader(outlet: Outlet, options: SourceOptions): Reader {
  /** True once the turn had assistant text, spoken or not: then `result.result` only repeats it. */
  let hadText = false;
  let lineId = '';
  let results = 0;
  /** Lines of which something was said. */
  const said = new Set<string>();
  let waiting: Json[] = [];
  const messages = createMessages((part) => {
    outlet.turn();
    outlet.emit(part);
    if (part.type !== 'text-delta') return;
    hadText = true;
    remember(lineId);
  });
  const events = createClaudeEvents(outlet, messages, options);

  function remember(id: string): void {
    if (id === '') return;
    said.add(id);
    for (const oldest of said) {
      if (said.size <= REMEMBERED_LINES) break;
      said.delete(oldest);
    }
  }

  function abort(reason: string): void {
    messages.abort();
    outlet.abort(reason);
  }

  function object(value: Json): void {
    lineId = text(value, 'uuid');
    outlet.session(text(value, 'session_id'));
    const type = text(value, 'type');
    if (type === 'stream_event') {
      if (isMain(value)) events.event(record(value, 'event'));
    } else if (type === 'assistant') {
      if (isMain(value)) assistant(value);
      else if (options.subagents) waiting.push(value);
    } else if (type === 'system') {
      system(value);
    } else if (type === 'result') {
      flush();
      result(value);
    } else if (type === 'conversation_reset') {
      abort('conversation-reset');
    } else if (type === 'rate_limit_event') {
      const info = record(value, 'rate_limit_info');
      if (info.status === 'rejected') outlet.notice('The rate limit is reached.', 'rate-limit');
    } else if (!QUIET_TYPES.has(type)) {
      outlet.count(type === '' ? 'no-type' : type);
    }
    // Another agent's block never stands inside one of the main session.
    if (!messages.open()) flush();
  }

  function flush(): void {
    const lines = waiting;
    waiting = [];
    lines.forEach(assistant);
  }

  function system(value: Json): void {
    const subtype = text(value, 'subtype');
    if (subtype === 'init') {
      outlet.turn();
    } else if (subtype === 'api_retry') {
      // Only what was cut short is taken back: a retry before a new message must not silence the one before it.
      if (messages.unfinished()) abort('api-retry');
      else messages.close();
    } else if (RETRACTIONS.has(subtype)) {
      if (isRetracted(value.retracted_message_uuids)) abort('model-refusal');
    } else if (subtype === 'notification') {
      outlet.notice(text(value, 'text'), 'notification');
    } else if (subtype === 'permission_denied') {
      const tool = text(value, 'tool_name');
      outlet.notice(tool === '' ? 'A tool was not permitted.' : `${tool} was not permitted.`, 'permission-denied');
    } else if (!QUIET_SYSTEM.has(subtype)) {
      outlet.count(`system/${subtype}`);
    }
  }

  /** Without a list everything may be meant; with one, only what was said can be taken back. */
  function isRetracted(uuids: unknown): boolean {
    return !Array.isArray(uuids) || strings(uuids).some((id) => said.has(id));
  }

  function assistant(value: Json): void {
    const message = record(value, 'message');
    const id = text(message, 'id');
    const blocks = records(message, 'content');
    outlet.turn();
    if (value.aborted === true) {
      hadText = true;
      abort('aborted');
      return;
    }
    const isError = value.error !== undefined && value.error !== null;
    if (isError || text(message, 'model') === '<synthetic>') {
      const texts = blocks.filter((block) => block.type === 'text').map((block) => text(block, 'text'));
      hadText ||= texts.length > 0;
      if (isError) outlet.notice(texts.join('\n\n'), 'error');
      return;
    }
    const superseded = Array.isArray(value.supersedes) && value.supersedes.length > 0;
    if (superseded && !messages.said(id) && isRetracted(value.supersedes)) abort('superseded');
    for (const block of blocks) wholeBlock(id, block);
  }

  function wholeBlock(id: string, block: Json): void {
    const kind = text(block, 'type');
    if (kind === 'text') {
      hadText ||= text(block, 'text') !== '';
      messages.whole(id, text(block, 'text'));
      return;
    }
    if (!isQuietBlock(kind)) outlet.count(`block/${kind}`);
    const thinking = text(block, 'thinking');
    if (kind === 'thinking' && options.narration && isNarration(text(block, 'signature'))) messages.whole(id, thinking);
    if (messages.streamed(id)) return;
    messages.close();
    if (kind === 'thinking') outlet.unspoken(thinking.length);
    else if (kind === 'tool_use') outlet.unspoken(jsonLength(block.input));
  }

  function result(value: Json): void {
    const final = text(value, 'result');
    results += 1;
    if (value.is_error === true) outlet.notice(final || strings(value.errors).join(' '), 'error');
    else if (!hadText && final.trim() !== '') messages.whole(`result-${results}`, final);
    outlet.turn();
    endTurn(text(value, 'subtype') || 'result');
  }

  function endTurn(reason: string): void {
    messages.stop();
    outlet.endTurn(reason);
    hadText = false;
  }

  return {
    object,
    end() {
      messages.stop();
      flush();
      messages.stop();
    },
  };
}

function isMain(value: Json): boolean {
  return value.parent_tool_use_id === null || value.parent_tool_use_id === undefined;
}
