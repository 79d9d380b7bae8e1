import { editJson, type JsonEdits } from './json-edits.ts';

/** How our hooks are called. */
export interface HookTargets {
  /** A shell's command that runs `stream-tts hook`. */
  readonly command: string;
  /** Where the warm process takes payloads. */
  readonly url: string;
}

/** At most a second, in an agent that waits for its hooks. */
const TIMEOUT_S = 1;

/**
 * MessageDisplay is asked of the warm process itself: no process is started, and nothing is shown when nobody listens.
 * Claude Code shows an error for the other events when an http hook of theirs fails (agent-formats.md 11), so those are
 * commands, which never fail.
 */
const EVENTS = [
  ...['SessionStart', 'UserPromptSubmit', 'MessageDisplay', 'Stop', 'Notification', 'SessionEnd', 'PreToolUse'],
] as const;

/** Of tools only our own is of interest: what the model says by it is not said again. */
const OWN_TOOL = 'mcp__.*stream-tts__speak';

/** The settings file of Claude Code with our hooks, and every other byte as it was. */
export function withClaudeHooks(text: string, file: string, targets: HookTargets): string {
  let edits = editJson(withoutClaudeHooks(text, file), file);
  for (const event of EVENTS) {
    const handler =
      event === 'MessageDisplay'
        ? { type: 'http', url: targets.url, timeout: TIMEOUT_S }
        : { type: 'command', command: targets.command, timeout: TIMEOUT_S };
    const group = { ...(event === 'PreToolUse' ? { matcher: OWN_TOOL } : {}), hooks: [handler] };
    const { hooks } = edits.value;
    if (!isRecord(hooks)) edits = edits.add([], 'hooks', { [event]: [group] });
    else if (!Array.isArray(hooks[event])) edits = edits.add(['hooks'], event, [group]);
    else edits = edits.add(['hooks', event], '', group);
  }
  return edits.text;
}

/** The settings file without our hooks; what they leave empty goes as well. */
export function withoutClaudeHooks(text: string, file: string): string {
  let edits = editJson(text, file);
  const { hooks } = edits.value;
  if (!isRecord(hooks)) return text;
  let removed = false;
  for (const event of Object.keys(hooks)) {
    for (;;) {
      const next = withoutOne(edits, event);
      if (next === undefined) break;
      edits = next;
      removed = true;
    }
  }
  if (!removed) return text;
  const left = edits.value.hooks;
  return isRecord(left) && Object.keys(left).length === 0 ? edits.remove(['hooks']).text : edits.text;
}

/** Whether a hook is one that `setup` wrote. */
export function isOurs(handler: unknown): boolean {
  if (!isRecord(handler)) return false;
  if (handler.type === 'http') return /^http:\/\/127\.0\.0\.1:\d+\/hook$/.test(String(handler.url));
  return (
    handler.type === 'command' && /\bstream-tts(?:\.mjs)?["']? hook(?: --port \d+)?$/.test(String(handler.command))
  );
}

function withoutOne(edits: JsonEdits, event: string): JsonEdits | undefined {
  const groups = isRecord(edits.value.hooks) ? edits.value.hooks[event] : undefined;
  if (!Array.isArray(groups)) return undefined;
  for (const [at, group] of groups.entries()) {
    const handlers: unknown = isRecord(group) ? group.hooks : undefined;
    const ours = Array.isArray(handlers) ? handlers.findIndex(isOurs) : -1;
    if (!Array.isArray(handlers) || ours < 0) continue;
    if (handlers.length > 1) return edits.remove(['hooks', event, at, 'hooks', ours]);
    return groups.length > 1 ? edits.remove(['hooks', event, at]) : edits.remove(['hooks', event]);
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
