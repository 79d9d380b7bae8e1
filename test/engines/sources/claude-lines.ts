/** Lines of Claude Code's stream-json, as small as they can be. */

const IDS = { session_id: 'session-1', parent_tool_use_id: null, uuid: 'line' };

export type Line = Record<string, unknown>;

export const init: Line = { type: 'system', subtype: 'init', tools: [], ...IDS };

export const system = (subtype: string, fields: Line = {}): Line => ({ type: 'system', subtype, ...IDS, ...fields });

export const event = (fields: Line, more: Line = {}): Line => ({
  type: 'stream_event',
  event: fields,
  ...IDS,
  ...more,
});

export const start = (id: string): Line =>
  event({ type: 'message_start', message: { id, role: 'assistant', content: [] } });

export const blockStart = (index: number, type = 'text'): Line =>
  event({ type: 'content_block_start', index, content_block: type === 'text' ? { type, text: '' } : { type } });

export const delta = (index: number, text: string): Line =>
  event({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } });

export const blockStop = (index: number): Line => event({ type: 'content_block_stop', index });

export const stop: Line = event({ type: 'message_stop' });

export const whole = (id: string, content: readonly Line[] | string, more: Line = {}): Line => ({
  type: 'assistant',
  message: {
    id,
    role: 'assistant',
    model: 'claude-opus-5',
    content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
  },
  ...IDS,
  ...more,
});

export const result = (text: string, more: Line = {}): Line => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: text,
  ...IDS,
  ...more,
});

export function bytesOf(...lines: ReadonlyArray<Line | string>): Uint8Array {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  return new TextEncoder().encode(text);
}
