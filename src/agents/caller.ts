import type { IncomingHttpHeaders } from 'node:http';

/** Who asks a model's API, as far as its headers tell. */
export interface Caller {
  readonly sessionId: string;
  /** False for an agent that another one started, and for what an agent asks on the side. */
  readonly isMain: boolean;
  /** A known agent brings its tools with each request of a turn; without them it asks for a title or the like. */
  readonly bringsTools: boolean;
}

/**
 * Claude Code 2.1.197, Codex 0.169.0 and opencode 1.18.33 name their session in a header; Claude Code names a subagent
 * and Codex the agent and the kind of request too (seen with the real programs against a stand-in). Others share one
 * session, and all that they ask is heard.
 */
export function callerOf(headers: IncomingHttpHeaders): Caller {
  const sessionId = SESSION_HEADERS.map((name) => one(headers[name])).find((value) => value !== '') ?? '';
  const codex = jsonOf(one(headers['x-codex-turn-metadata']));
  const isMain =
    one(headers['x-claude-code-agent-id']) === '' &&
    (typeof codex.agent_name !== 'string' || codex.agent_name === '/root') &&
    (typeof codex.request_kind !== 'string' || codex.request_kind === 'turn');
  return { sessionId: sessionId.slice(0, 100) || 'proxy', isMain, bringsTools: sessionId !== '' };
}

const SESSION_HEADERS = ['x-claude-code-session-id', 'session-id', 'session_id', 'x-session-id', 'x-session-affinity'];

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
