import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { createTap } from '../../src/agents/tap.ts';
import { createAutoSource } from '../../src/engines/sources/index.ts';
import type { SourcePart } from '../../src/spec/parts.ts';
import { blocks } from '../engines/sources/parts.ts';

const SAMPLES = new URL('../fixtures/samples/', import.meta.url);
const EXPECTED: Record<string, string[]> = JSON.parse(readFileSync(new URL('EXPECTED.json', SAMPLES), 'utf8'));
const CLAUDE = { 'x-claude-code-session-id': 'session-1' };
const WITH_TOOLS = '{"model":"m","tools":[{"name":"Bash"}],"stream":true}';

for (const name of ['anthropic.sse', 'openai-chat.sse', 'openai-responses.sse']) {
  for (const encoding of ['identity', 'gzip', 'deflate', 'br'] as const) {
    test(`the prose of ${name} is heard in pieces, ${encoding}`, async () => {
      const heard = await listen({ body: encode(readFileSync(new URL(name, SAMPLES)), encoding), encoding });
      assert.deepEqual(blocks(heard.parts), EXPECTED[name]);
      assert.deepEqual([...heard.sessions], ['proxy']);
      assert.deepEqual(heard.lines, []);
    });
  }
}

test('an event of a compressed stream is heard before the next one is there', { timeout: 30_000 }, async () => {
  const parts: SourcePart[] = [];
  const tap = tapInto(parts, {});
  tap?.response({ 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
  const gzip = zlib.createGzip({ flush: zlib.constants.Z_SYNC_FLUSH });
  gzip.on('data', (chunk: Buffer) => tap?.body(chunk));
  const send = (content: string) => gzip.write(`data: ${JSON.stringify(chunkOf(content))}\n\n`);
  for (const word of ['One ', 'two ', 'three.']) {
    send(word);
    const said = () => parts.some((part) => part.type === 'text-delta' && part.text === word);
    // A copy that was held back would never come: the next word is sent after it was heard.
    while (!said()) await new Promise((resolve) => setImmediate(resolve));
  }
});

test("a known agent's request without tools is one on the side, and so is a subagent's", async () => {
  const body = readFileSync(new URL('anthropic.sse', SAMPLES));
  const heard = async (headers: Record<string, string>, request: string) =>
    blocks((await listen({ body, headers, request, isSilent: true })).parts).length > 0;
  assert.equal(await heard(CLAUDE, WITH_TOOLS), true);
  assert.equal(await heard(CLAUDE, '{"model":"m","stream":true}'), false);
  assert.equal(await heard(CLAUDE, '{"messages":[{"content":"say \\"tools\\":[{ please"}]}'), false);
  assert.equal(await heard({ ...CLAUDE, 'x-claude-code-agent-id': 'a1' }, WITH_TOOLS), false);
  assert.equal(await heard({}, '{"model":"m","stream":true}'), true);
  const codex = (turn: object) => ({ 'session-id': 's', 'x-codex-turn-metadata': JSON.stringify(turn) });
  assert.equal(await heard(codex({ agent_name: '/root', request_kind: 'turn' }), WITH_TOOLS), true);
  assert.equal(await heard(codex({ agent_name: '/root/guardian', request_kind: 'turn' }), WITH_TOOLS), false);
  assert.equal(await heard(codex({ agent_name: '/root', request_kind: 'compact' }), WITH_TOOLS), false);
});

test('the session is the one that the agent names', async () => {
  const body = readFileSync(new URL('anthropic.sse', SAMPLES));
  const { sessions } = await listen({ body, headers: CLAUDE, request: WITH_TOOLS });
  assert.deepEqual([...sessions], ['session-1']);
});

test('what breaks off is taken back', async () => {
  const body = readFileSync(new URL('anthropic.sse', SAMPLES));
  const { parts } = await listen({ body: body.subarray(0, body.length / 2), whole: false });
  assert.ok(parts.some(({ type }) => type === 'abort'));
  assert.equal(parts.at(-1)?.type, 'turn-end');
});

test('an answer in an encoding that cannot be read is one line; other kinds of answers are none', async () => {
  const unknown = await listen({ body: Buffer.from('x'), encoding: 'compress', isSilent: true });
  assert.deepEqual(unknown.parts, []);
  assert.equal(unknown.lines.length, 1);
  const json = await listen({ body: Buffer.from('{"type":"message"}'), type: 'application/json', isSilent: true });
  assert.deepEqual(json, { parts: [], lines: [], sessions: new Set() });
  const broken = await listen({ body: Buffer.from('no gzip at all'), encoding: 'gzip' });
  assert.ok(broken.parts.every(({ type }) => type !== 'text-delta'));
});

interface Listening {
  readonly body: Buffer;
  readonly encoding?: string;
  readonly headers?: Record<string, string>;
  readonly request?: string;
  readonly type?: string;
  readonly whole?: boolean;
  /** Nothing is to be heard. */
  readonly isSilent?: boolean;
}

async function listen({
  body,
  encoding = 'identity',
  headers = {},
  request = '',
  type,
  whole = true,
  isSilent,
}: Listening) {
  const parts: SourcePart[] = [];
  const lines: string[] = [];
  const sessions = new Set<string>();
  const tap = tapInto(parts, headers, lines, sessions);
  for (const byte of Buffer.from(request)) tap?.request(Buffer.of(byte));
  tap?.response({ 'content-type': type ?? 'text/event-stream; charset=utf-8', 'content-encoding': encoding });
  const step = encoding === 'identity' ? 1 : 37;
  for (let at = 0; at < body.length; at += step) tap?.body(body.subarray(at, at + step));
  tap?.end(whole);
  // A copy is inflated in threads of Node's own.
  const isOver = () => /^(?:turn-end|abort)$/.test(parts.at(-1)?.type ?? '');
  while (!isSilent && !isOver()) await new Promise((resolve) => setImmediate(resolve));
  return { parts, lines, sessions };
}

function tapInto(
  parts: SourcePart[],
  headers: Record<string, string>,
  lines: string[] = [],
  sessions = new Set<string>(),
) {
  return createTap({
    headers,
    createSource: createAutoSource,
    onTrouble: (line) => lines.push(line),
    listener: {
      hear(sessionId, more) {
        sessions.add(sessionId);
        parts.push(...more);
      },
    },
  });
}

function encode(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'gzip') return zlib.gzipSync(bytes);
  if (encoding === 'deflate') return zlib.deflateSync(bytes);
  return encoding === 'br' ? zlib.brotliCompressSync(bytes) : bytes;
}

function chunkOf(content: string): object {
  return { id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}
