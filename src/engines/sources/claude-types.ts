/** What Claude Code's stream-json is known to hold and nobody hears; everything else is counted (agent-formats.md 1.1). */

export const QUIET_TYPES: ReadonlySet<string> = new Set([
  'user',
  'tool_progress',
  'tool_use_summary',
  'rate_limit_event',
  'auth_status',
  'prompt_suggestion',
  'active_goal',
  'keep_alive',
  'control_request',
  'control_response',
  'control_cancel_request',
]);

export const QUIET_SYSTEM: ReadonlySet<string> = new Set([
  'init',
  'status',
  'compact_boundary',
  'api_retry',
  'local_command_output',
  'informational',
  'notification',
  'memory_recall',
  'thinking_tokens',
  'permission_denied',
  'plugin_install',
  'files_persisted',
  'elicitation_complete',
  'commands_changed',
  'session_state_changed',
  'task_started',
  'task_updated',
  'task_progress',
  'task_notification',
  'background_tasks_changed',
  'mirror_error',
  'session_writes_lost',
  'worker_shutting_down',
  'control_request_progress',
  'hook_started',
  'hook_progress',
  'hook_response',
]);

/** The agent takes back text of an earlier line. */
export const RETRACTIONS: ReadonlySet<string> = new Set(['model_refusal_fallback', 'model_refusal_no_fallback']);

export const QUIET_EVENTS: ReadonlySet<string> = new Set(['message_delta', 'ping', 'error']);

export const QUIET_DELTAS: ReadonlySet<string> = new Set(['signature_delta', 'citations_delta', 'compaction_delta']);

const QUIET_BLOCKS: ReadonlySet<string> = new Set([
  'thinking',
  'redacted_thinking',
  'tool_use',
  'server_tool_use',
  'mcp_tool_use',
  'container_upload',
  'compaction',
  'image',
  'document',
]);

export function isQuietBlock(type: string): boolean {
  return QUIET_BLOCKS.has(type) || type.endsWith('_tool_result') || type === 'tool_result';
}
