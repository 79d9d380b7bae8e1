import type { Source } from '../../spec/contracts.ts';
import { withoutEcho } from './gemini-echo.ts';
import { createHookMessages, type HookMessages } from './hook-messages.ts';
import { isRecord, type Json, record, text } from './json.ts';
import { createJsonSource, type Reader, type SourceOptions } from './json-source.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/**
 * What agents hand to their hooks (agent-formats.md 3, 5, 6): one payload a process, or many in one input. Prose is
 * what MessageDisplay shows and what Stop (Claude Code, Codex) or AfterAgent (Gemini) repeats, each text once;
 * Notification, PermissionRequest and StopFailure are notices. What our own proxy hears comes in the same form with
 * `via: "proxy"`, sooner: a session that is heard by it shows its messages in vain. TranscriptMessage is what the agent's
 * session file has, of which only what nobody told before is said.
 */
export function createHookSource(options: SourceOptions = {}): Source {
  return createJsonSource('hook', glance, (outlet) => createReader(outlet, options));
}

/** Whether an object is a hook's payload. */
export function isHookPayload(value: Json): boolean {
  return typeof value.hook_event_name === 'string';
}

const QUIET: ReadonlySet<string> = new Set([
  ...['PostToolUse', 'PostToolUseFailure', 'PostToolBatch', 'UserPromptExpansion', 'SessionStart'],
  ...['SubagentStart', 'PreCompact', 'PostCompact', 'PreModelSwitch', 'PostModelSwitch', 'PermissionDenied', 'Setup'],
  ...['TeammateIdle', 'TaskCreated', 'TaskCompleted', 'Elicitation', 'ElicitationResult', 'ConfigChange'],
  ...['WorktreeCreate', 'WorktreeRemove', 'InstructionsLoaded', 'CwdChanged', 'FileChanged', 'DirectoryAdded'],
  ...['BeforeTool', 'AfterTool', 'BeforeModel', 'BeforeToolSelection', 'PreCompress'],
]);

const glance: Glance = (path, value) => {
  if (path !== 'hook_event_name') return undefined;
  return QUIET.has(value) ? 'quiet' : 'read';
};

const REMEMBERED_SESSIONS = 50;
/** `speak` of our MCP server, as agents call it, from a plugin or not. */
const OWN_TOOL = /stream-tts__speak$/;

function createReader(outlet: Outlet, options: SourceOptions): Reader {
  const sessions = new Map<string, HookMessages>();
  const proxied = new Set<string>();
  /** Sessions whose model speaks by our own tool, with the turn: what it writes besides would be said twice. */
  const byTool = new Map<string, string>();

  function messagesOf(sessionId: string): HookMessages {
    const known = sessions.get(sessionId) ?? createHookMessages(outlet, sessionId);
    sessions.delete(sessionId);
    sessions.set(sessionId, known);
    for (const [oldest, messages] of sessions) {
      if (sessions.size <= REMEMBERED_SESSIONS) break;
      messages.finish();
      sessions.delete(oldest);
      proxied.delete(oldest);
      byTool.delete(oldest);
    }
    return known;
  }

  function speaksByTool(sessionId: string, prompt: string): boolean {
    const turn = byTool.get(sessionId);
    return turn !== undefined && (turn === '' || prompt === '' || turn === prompt);
  }

  function event(name: string, value: Json): void {
    const sessionId = text(value, 'session_id') || text(value, 'conversation_id');
    const messages = messagesOf(sessionId);
    const prompt = text(value, 'prompt_id');
    switch (name) {
      case 'MessageDisplay':
        if (value.via !== 'proxy' && proxied.has(sessionId)) break;
        if (value.via === 'proxy' && !proxied.has(sessionId)) {
          proxied.add(sessionId);
          messages.changeWay();
        }
        if (speaksByTool(sessionId, prompt)) break;
        messages.display(prompt, {
          id: text(value, 'message_id'),
          index: typeof value.index === 'number' ? value.index : 0,
          final: value.final === true,
          delta: text(value, 'delta'),
        });
        break;
      case 'ConnectionClosed':
        messages.retract('connection-closed');
        break;
      case 'Stop':
      case 'SubagentStop':
        if (!speaksByTool(sessionId, prompt)) messages.stop(prompt, text(value, 'last_assistant_message'));
        outlet.endTurn('stop');
        break;
      case 'PreToolUse':
        if (OWN_TOOL.test(text(value, 'tool_name'))) byTool.set(sessionId, prompt);
        break;
      case 'TranscriptMessage':
        if (!speaksByTool(sessionId, prompt)) messages.fill(text(value, 'text'));
        break;
      case 'AfterModel':
        messages.display('', { id: 'model', index: undefined, final: false, delta: modelText(value) });
        break;
      case 'AfterAgent':
        messages.stop('', withoutEcho(text(value, 'prompt_response')));
        outlet.endTurn('stop');
        break;
      case 'afterAgentResponse':
        // Cursor tells each message whole, and when it answers no more.
        messages.stop(text(value, 'generation_id'), text(value, 'text'));
        break;
      case 'UserPromptSubmit':
      case 'BeforeAgent':
      case 'beforeSubmitPrompt':
        byTool.delete(sessionId);
        messages.finish();
        outlet.endTurn('next-prompt');
        break;
      case 'Interrupt':
      case 'SessionEnd':
        messages.finish();
        outlet.endTurn('session-end');
        break;
      default:
        notice(name, value);
    }
  }

  function notice(name: string, value: Json): void {
    if (name === 'Notification') {
      outlet.notice(text(value, 'message'), text(value, 'notification_type') || 'notification');
    } else if (name === 'PermissionRequest') {
      const tool = text(value, 'tool_name');
      outlet.notice(tool === '' ? 'Permission is needed.' : `Permission is needed to use ${tool}.`, 'permission');
    } else if (name === 'StopFailure') {
      outlet.notice(text(value, 'last_assistant_message') || text(value, 'error'), 'error');
    } else if (!QUIET.has(name)) outlet.count(name === '' ? 'no-event' : name);
  }

  return {
    object(value) {
      const isSub = text(value, 'agent_id') !== '' || value.hook_event_name === 'SubagentStop';
      if (isSub && !options.subagents) return;
      outlet.session(text(value, 'session_id') || text(value, 'conversation_id'));
      event(text(value, 'hook_event_name'), value);
    },
    end() {
      for (const messages of sessions.values()) messages.finish();
    },
  };
}

/** The text of one chunk that Gemini's model gave: strings or parts, without thoughts. */
function modelText(value: Json): string {
  const response = record(value, 'llm_response');
  const candidates = Array.isArray(response.candidates) ? response.candidates.filter(isRecord) : [];
  const { parts } = record(candidates[0] ?? {}, 'content');
  if (!Array.isArray(parts)) return text(response, 'text');
  return parts
    .map((part) =>
      typeof part === 'string' ? part : isRecord(part) && part.thought !== true ? text(part, 'text') : '',
    )
    .join('');
}
