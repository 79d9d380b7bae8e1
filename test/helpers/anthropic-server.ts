import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface AnthropicServer {
  readonly url: string;
  /** When the last piece of the reply was sent (performance.now), once it was. */
  readonly replyEndedAtMs: number | undefined;
  close(): Promise<void>;
}

/** One block of a reply. */
export type Block =
  | { readonly type: 'text' | 'thinking'; readonly text: string }
  | { readonly type: 'tool_use'; readonly name: string; readonly input: object };

/**
 * A local stand-in for the Messages API: answers every streamed request with the same reply, `pieceMs` between pieces
 * of about four characters, in the event stream's form (docs: "Streaming Messages"). Given several replies, it answers
 * the n-th request that brings tools with the n-th of them. Requests without `stream`, which the agent makes for titles
 * and the like, get a short whole message. The last piece of each reply waits for `hold`.
 */
export async function startAnthropicServer(
  reply: string | ReadonlyArray<readonly Block[]>,
  pieceMs: number,
  hold: Promise<void> = Promise.resolve(),
): Promise<AnthropicServer> {
  const replies: ReadonlyArray<readonly Block[]> =
    typeof reply === 'string' ? [[{ type: 'text', text: reply }]] : reply;
  let turn = 0;
  let replyEndedAtMs: number | undefined;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (!request.url?.startsWith('/v1/messages')) return void response.writeHead(404).end('{}');
    if (request.url.includes('count_tokens')) return void json(response, { input_tokens: 10 });
    if (!/"stream"\s*:\s*true/.test(body)) return void json(response, message([{ type: 'text', text: 'ok' }]));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (event: { type: string }) =>
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    const hasTools = /"tools"\s*:\s*\[\s*\{/.test(body);
    const blocks = replies[Math.min(turn, replies.length - 1)] ?? [];
    if (hasTools) turn += 1;
    send({ type: 'message_start', ...{ message: message([], `msg_stand_in_${turn}`) } });
    for (const [index, block] of blocks.entries()) {
      send({ type: 'content_block_start', ...{ index, content_block: opened(block, turn) } });
      const whole = block.type === 'tool_use' ? JSON.stringify(block.input) : block.text;
      const pieces = whole.match(/.{1,4}/gsu) ?? [];
      for (const [at, piece] of pieces.entries()) {
        await sleep(pieceMs);
        if (index === blocks.length - 1 && at === pieces.length - 1) await hold;
        send({ type: 'content_block_delta', ...{ index, delta: deltaOf(block, piece) } });
      }
      if (index === blocks.length - 1) replyEndedAtMs = performance.now();
      send({ type: 'content_block_stop', ...{ index } });
    }
    const stop_reason = blocks.at(-1)?.type === 'tool_use' ? 'tool_use' : 'end_turn';
    send({ type: 'message_delta', ...{ delta: { stop_reason }, usage: { output_tokens: 50 } } });
    send({ type: 'message_stop' });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get replyEndedAtMs() {
      return replyEndedAtMs;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function opened(block: Block, turn: number): object {
  if (block.type === 'tool_use') return { type: 'tool_use', id: `toolu_${turn}`, name: block.name, input: {} };
  return block.type === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' };
}

function deltaOf(block: Block, piece: string): object {
  if (block.type === 'text') return { type: 'text_delta', text: piece };
  if (block.type === 'thinking') return { type: 'thinking_delta', thinking: piece };
  return { type: 'input_json_delta', partial_json: piece };
}

function message(content: ReadonlyArray<{ type: string; text: string }>, id = 'msg_stand_in') {
  const usage = { input_tokens: 10, output_tokens: 1 };
  const base = { id, type: 'message', role: 'assistant', model: 'claude-opus-4-8' };
  return { ...base, content, stop_reason: null, stop_sequence: null, usage };
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
