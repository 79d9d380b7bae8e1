import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One answer of the stand-in: text, reasoning that nobody hears, and a call of a tool. */
export interface Reply {
  readonly reasoning?: string;
  readonly text?: string;
  readonly tool?: { readonly name: string; readonly arguments: object };
}

export interface OpenAiServer {
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/**
 * A local stand-in for OpenAI's APIs: `/v1/responses` and `/v1/chat/completions`, streamed. The n-th streamed request
 * that brings tools gets the n-th reply, or the last; others, which agents make for titles, get a short one. `pieceMs`
 * passes between pieces of about four characters; the last piece of the last reply waits for `hold`.
 */
export async function startOpenAiServer(
  replies: readonly Reply[],
  pieceMs = 0,
  hold: Promise<void> = Promise.resolve(),
): Promise<OpenAiServer> {
  const requests: string[] = [];
  let turn = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push(`${request.method} ${request.url}`);
    const { url = '' } = request;
    const isMain = /"tools"\s*:\s*\[\s*\{/.test(body);
    const reply = isMain ? (replies[Math.min(turn, replies.length - 1)] ?? {}) : { text: 'A title' };
    if (isMain) turn += 1;
    const isLast = isMain && turn === replies.length;
    const typed = (text: string) => typedPieces(text, isMain ? pieceMs : 0, isLast ? hold : undefined);
    if (url.startsWith('/v1/responses')) await respond(response, reply, turn, typed);
    else if (url.startsWith('/v1/chat/completions')) await complete(response, reply, turn, typed);
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{"data":[],"models":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const USAGE = { input_tokens: 5, output_tokens: 20, total_tokens: 25 };

/** The events of the Responses API, in the order of its documentation. */
async function respond(
  response: ServerResponse,
  { reasoning, text, tool }: Reply,
  turn: number,
  typed: Typed,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const output: object[] = [];
  let sequence = 0;
  const send = (type: string, fields: object) => {
    sequence += 1;
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence, ...fields })}\n\n`);
  };
  const id = `resp_${turn}`;
  send('response.created', { response: { id, object: 'response', status: 'in_progress', output: [] } });
  const add = async (item: object, middle: (at: number) => unknown, done: object) => {
    const at = output.length;
    send('response.output_item.added', { output_index: at, item });
    await middle(at);
    send('response.output_item.done', { output_index: at, item: done });
    output.push(done);
  };
  if (reasoning !== undefined) {
    const item = { id: `rs_${turn}`, type: 'reasoning', summary: [] };
    const summary = [{ type: 'summary_text', text: reasoning }];
    await add(
      item,
      (output_index) =>
        send('response.reasoning_summary_text.delta', {
          item_id: item.id,
          output_index,
          summary_index: 0,
          delta: reasoning,
        }),
      { ...item, summary },
    );
  }
  if (text !== undefined) {
    const item = { id: `msg_${turn}`, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
    const part = { type: 'output_text', text, annotations: [] };
    await add(
      item,
      async (output_index) => {
        const place = { item_id: item.id, output_index, content_index: 0 };
        send('response.content_part.added', { ...place, part: { ...part, text: '' } });
        for await (const delta of typed(text)) send('response.output_text.delta', { ...place, delta });
        send('response.output_text.done', { ...place, text });
        send('response.content_part.done', { ...place, part });
      },
      { ...item, status: 'completed', content: [part] },
    );
  }
  if (tool !== undefined) {
    const call = { id: `fc_${turn}`, type: 'function_call', call_id: `call_${turn}`, name: tool.name };
    const args = JSON.stringify(tool.arguments);
    await add(
      { ...call, arguments: '' },
      (output_index) => send('response.function_call_arguments.delta', { item_id: call.id, output_index, delta: args }),
      { ...call, arguments: args, status: 'completed' },
    );
  }
  send('response.completed', { response: { id, object: 'response', status: 'completed', output, usage: USAGE } });
  response.end();
}

/** The chunks of a chat completion. */
async function complete(
  response: ServerResponse,
  { reasoning, text, tool }: Reply,
  turn: number,
  typed: Typed,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const base = { id: `chatcmpl-${turn}`, object: 'chat.completion.chunk', created: 1_790_000_000, model: 'local' };
  const send = (delta: object, finish_reason: string | null = null) =>
    response.write(`data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
  send({ role: 'assistant', content: '' });
  if (reasoning !== undefined) send({ reasoning_content: reasoning });
  for await (const content of typed(text ?? '')) send({ content });
  if (tool !== undefined) {
    const call = { index: 0, id: `call_${turn}`, type: 'function' };
    send({ tool_calls: [{ ...call, function: { name: tool.name, arguments: JSON.stringify(tool.arguments) } }] });
  }
  send({}, tool === undefined ? 'stop' : 'tool_calls');
  const usage = { prompt_tokens: 5, completion_tokens: 20, total_tokens: 25 };
  response.write(`data: ${JSON.stringify({ ...base, choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}

type Typed = (text: string) => AsyncIterable<string>;

async function* typedPieces(text: string, pieceMs: number, hold: Promise<void> | undefined): AsyncGenerator<string> {
  const pieces = text.match(/.{1,4}/gsu) ?? [];
  for (const [at, piece] of pieces.entries()) {
    if (pieceMs > 0) await sleep(pieceMs);
    if (at === pieces.length - 1) await hold;
    yield piece;
  }
}
