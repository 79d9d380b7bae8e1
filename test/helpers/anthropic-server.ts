import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface AnthropicServer {
  readonly url: string;
  /** When the last piece of the reply was sent (performance.now), once it was. */
  readonly replyEndedAtMs: number | undefined;
  close(): Promise<void>;
}

/**
 * A local stand-in for the Messages API: answers every streamed request with the same reply, `pieceMs` between pieces
 * of about four characters, in the event stream's form (docs: "Streaming Messages"). Requests without `stream`, which
 * the agent makes for titles and the like, get a short whole message.
 */
export async function startAnthropicServer(reply: string, pieceMs: number): Promise<AnthropicServer> {
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
    send({ type: 'message_start', ...{ message: message([]) } });
    send({ type: 'content_block_start', ...{ index: 0, content_block: { type: 'text', text: '' } } });
    for (const text of reply.match(/.{1,4}/gsu) ?? []) {
      await sleep(pieceMs);
      send({ type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text } } });
    }
    replyEndedAtMs = performance.now();
    send({ type: 'content_block_stop', ...{ index: 0 } });
    send({ type: 'message_delta', ...{ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 50 } } });
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

function message(content: ReadonlyArray<{ type: string; text: string }>) {
  const usage = { input_tokens: 10, output_tokens: 1 };
  const base = { id: 'msg_stand_in', type: 'message', role: 'assistant', model: 'claude-opus-4-8' };
  return { ...base, content, stop_reason: null, stop_sequence: null, usage };
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
