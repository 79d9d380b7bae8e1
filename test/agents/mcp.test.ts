import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createMcpServer, type Tool } from '../../src/agents/mcp.ts';
import { ROOT } from '../helpers/cli.ts';

const ECHO: Tool = {
  name: 'echo',
  description: 'Says it again.',
  properties: { text: { type: 'string', description: 'what' } },
  required: ['text'],
  run: async ({ text }) => `you said ${text}`,
};

for (const mode of ['legacy', 'auto'] as const) {
  test(`the official client works against stream-tts mcp, ${mode}`, async (t) => {
    const home = mkdtempSync(join(tmpdir(), 'stream-tts-mcp-'));
    t.after(() => rmSync(home, { recursive: true, force: true }));
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: ['--import', 'tsx', join(ROOT, 'src', 'cli', 'entry.ts'), 'mcp'],
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? '', HOME: home, STREAM_TTS_HOME: home },
    });
    const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
    await client.connect(transport);
    t.after(() => client.close());
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['speak', 'stop', 'pause', 'resume', 'status', 'set_voice'],
    );
    const status = await client.callTool({ name: 'status', arguments: {} });
    assert.deepEqual(status.content, [{ type: 'text', text: 'Nothing is spoken: no warm process runs.' }]);
    const voice = await client.callTool({ name: 'set_voice', arguments: { voice: 'kokoro:jm_kumo' } });
    assert.equal(voice.isError ?? false, false);
    const wrong = await client.callTool({ name: 'speak', arguments: {} });
    assert.equal(wrong.isError, true);
    await assert.rejects(client.callTool({ name: 'sing', arguments: {} }), /There is no tool/);
  });
}

for (const mode of ['legacy', 'auto'] as const) {
  test(`the official client works against stream-tts mcp --port, ${mode}`, { timeout: 60_000 }, async (t) => {
    const { url, token, stderr } = await overHttp(t);
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit });
    const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
    await client.connect(transport);
    t.after(() => client.close());
    assert.equal((await client.listTools()).tools.length, 6);
    const status = await client.callTool({ name: 'status', arguments: {} });
    assert.deepEqual(status.content, [{ type: 'text', text: 'Nothing is spoken: no warm process runs.' }]);
    assert.equal((await client.callTool({ name: 'speak', arguments: {} })).isError, true);
    await assert.rejects(client.callTool({ name: 'sing', arguments: {} }), /There is no tool/);
    assert.equal(stderr(), '');
  });
}

test('over HTTP who has no token, a web page and what is no request are refused', { timeout: 60_000 }, async (t) => {
  const { url, token } = await overHttp(t);
  const authorization = `Bearer ${token}`;
  const ping = { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' };
  const status = async (init: RequestInit, to = url) => (await fetch(to, init)).status;
  assert.equal(await status({ ...ping, headers: { authorization } }), 200);
  assert.equal(await status(ping), 401);
  assert.equal(await status({ ...ping, headers: { authorization: 'Bearer x' } }), 401);
  assert.equal(await status({ ...ping, headers: { authorization, origin: 'http://evil.example' } }), 403);
  assert.equal(await status({ headers: { authorization } }), 405);
  assert.equal(await status({ ...ping, headers: { authorization } }, url.replace('/mcp', '/')), 404);
  assert.equal(await status({ ...ping, headers: { authorization, 'mcp-protocol-version': '1999-01-01' } }), 400);
  const notification = { method: 'POST', body: '{"jsonrpc":"2.0","method":"notifications/initialized"}' };
  assert.equal(await status({ ...notification, headers: { authorization } }), 202);
  const broken = await fetch(url, { method: 'POST', body: '{\n', headers: { authorization } });
  const { error } = (await broken.json()) as { error: { code: number } };
  assert.equal(error.code, -32700);
});

/** `stream-tts mcp --port 0` as a user starts it. */
async function overHttp(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-mcp-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'src', 'cli', 'entry.ts'), 'mcp', '--port', '0', '--json'],
    {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: home, STREAM_TTS_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  t.after(() => child.kill('SIGKILL'));
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, tokenFile } = JSON.parse(first.toString());
  return { url: url as string, token: readFileSync(tokenFile, 'utf8').trim(), stderr: () => said };
}

test('requests are answered however they are cut, and nothing else is', async () => {
  const { server, sent } = open();
  const text = [
    { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18' } },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'ping' },
    { jsonrpc: '2.0', id: 'x', method: 'tools/call', params: { name: 'echo', arguments: { text: 'はい' } } },
    { jsonrpc: '2.0', id: 3, method: 'resources/list' },
    { jsonrpc: '2.0', id: 4, result: {} },
  ]
    .map((message) => `${JSON.stringify(message)}\r\n`)
    .join('\n');
  for (const byte of Buffer.from(text)) server.write(Buffer.of(byte));
  await server.settle();
  const byId = new Map(sent().map((message) => [message.id, message]));
  assert.equal(byId.size, 4);
  assert.equal(byId.get(1)?.result?.protocolVersion, '2025-06-18');
  assert.deepEqual(byId.get(2)?.result, {});
  assert.deepEqual(byId.get('x')?.result?.content, [{ type: 'text', text: 'you said はい' }]);
  assert.equal(byId.get(3)?.error?.code, -32601);
});

test('a version that is not known gets the newest', () => {
  const { server, sent } = open();
  server.write(
    Buffer.from('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1999-01-01"}}\n'),
  );
  assert.equal(sent()[0]?.result?.protocolVersion, '2025-11-25');
});

test('wrong arguments, wrong JSON and a tool that fails are answers, not ends', async () => {
  const { server, sent } = open({
    ...ECHO,
    run: async () => {
      throw new Error('no voice');
    },
  });
  const call = (id: number, args: object) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'echo', arguments: args } })}\n`;
  server.write(
    Buffer.from(
      `not json\n${call(1, { text: 3 })}${call(2, { text: 'a', more: 'b' })}${call(3, { text: 'a' })}[]\n"x"\n`,
    ),
  );
  await server.settle();
  const texts = sent().map(({ error, result }) => error?.message ?? result?.content?.[0]?.text);
  assert.deepEqual(texts.sort(), [
    ...['"text" must be text.', 'There is no argument "more".', 'This is no request.', 'This is not JSON.', 'no voice'],
  ]);
});

interface Sent {
  readonly id: string | number | null;
  readonly result?: { readonly protocolVersion?: string; readonly content?: ReadonlyArray<{ readonly text: string }> };
  readonly error?: { readonly code: number; readonly message: string };
}

function open(tool: Tool = ECHO) {
  const lines: string[] = [];
  const server = createMcpServer({
    ...{ name: 'test', version: '1', instructions: '', tools: [tool] },
    send: (message) => lines.push(message),
  });
  return { server, sent: () => lines.map((line) => JSON.parse(line) as Sent) };
}
