import { type HookTargets, isOurs } from './claude-hooks.ts';
import { editJson, type JsonEdits } from './json-edits.ts';

const TIMEOUT_S = 1;

/** Codex's hooks.json, nested as Claude Code's: the turn's last message, and the prompt that silences it. */
export function withCodexHooks(text: string, file: string, { command }: HookTargets): string {
  const handler = { type: 'command', command, timeout: TIMEOUT_S };
  return withAll(text, file, ['SessionStart', 'UserPromptSubmit', 'Stop'], { hooks: [handler] });
}

/** Gemini CLI's settings.json; its timeouts are milliseconds. */
export function withGeminiHooks(text: string, file: string, { command }: HookTargets): string {
  const handler = { name: 'stream-tts', type: 'command', command, timeout: TIMEOUT_S * 1000 };
  return withAll(text, file, ['SessionStart', 'BeforeAgent', 'AfterAgent', 'Notification'], { hooks: [handler] });
}

/** Cursor's hooks.json: a list of commands for each event. */
export function withCursorHooks(text: string, file: string, { command }: HookTargets): string {
  const edits = editJson(text, file);
  const versioned = 'version' in edits.value ? edits : edits.add([], 'version', 1);
  return withAll(versioned.text, file, ['beforeSubmitPrompt', 'afterAgentResponse'], { command });
}

function withAll(text: string, file: string, events: readonly string[], entry: object): string {
  let edits = editJson(withoutPlainHooks(text, file), file);
  for (const event of events) {
    const { hooks } = edits.value;
    if (!isRecord(hooks)) edits = edits.add([], 'hooks', { [event]: [entry] });
    else if (!Array.isArray(hooks[event])) edits = edits.add(['hooks'], event, [entry]);
    else edits = edits.add(['hooks', event], '', entry);
  }
  return edits.text;
}

/** The file without our hooks, nested or not; what they leave empty goes as well. */
export function withoutPlainHooks(text: string, file: string): string {
  if (text === '') return text;
  let edits = editJson(text, file);
  let next = withoutOne(edits);
  if (next === undefined) return text;
  for (; next !== undefined; next = withoutOne(edits)) edits = next;
  const { hooks } = edits.value;
  return isRecord(hooks) && Object.keys(hooks).length === 0 ? edits.remove(['hooks']).text : edits.text;
}

function withoutOne(edits: JsonEdits): JsonEdits | undefined {
  const { hooks } = edits.value;
  for (const [event, entries] of Object.entries(isRecord(hooks) ? hooks : {})) {
    const at = Array.isArray(entries) ? entries.findIndex(isOurEntry) : -1;
    if (!Array.isArray(entries) || at < 0) continue;
    return entries.length > 1 ? edits.remove(['hooks', event, at]) : edits.remove(['hooks', event]);
  }
  return undefined;
}

function isOurEntry(entry: unknown): boolean {
  if (!isRecord(entry)) return false;
  if (Array.isArray(entry.hooks)) return entry.hooks.length === 1 && isOurs(entry.hooks[0]);
  return isOurs({ type: 'command', ...entry });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
