import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import type { Api } from '../../src/http/api.ts';
import { listenHttp, type ServerOptions } from '../../src/http/server.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { apiOf } from './house.ts';

const TOKEN = 't'.repeat(48);

interface Over {
  readonly api?: Partial<Api>;
  readonly server?: Partial<ServerOptions>;
}

async function house(t: { after(fn: () => void): void }, { api, server }: Over = {}) {
  const hooked: string[] = [];
  const routes = apiOf({
    async *speak(flags, bytes) {
      if (flags.includes('--speed=9')) {
        throw new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message: 'Too fast.' });
      }
      yield { flags };
      for await (const chunk of bytes) yield { said: Buffer.from(chunk).toString() };
    },
    hook: (body) => hooked.push(body),
    ...api,
  });
  const listener = await listenHttp({ port: 0, host: '127.0.0.1', token: TOKEN, routes, ...server });
  t.after(() => listener.close());
  const ask = async (path: string, init: RequestInit = {}, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    });
    return { status: response.status, text: await response.text() };
  };
  return { ...listener, ask, hooked };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

test('status and controls, for who has the token', async (t) => {
  const { ask } = await house(t);
  assert.deepEqual(await ask('/v1/status'), { status: 200, text: '{"version":"test"}' });
  const { text } = await ask('/v1/control', post({ action: 'stop', session: 'x' }));
  assert.deepEqual(JSON.parse(text), { action: 'stop', args: { session: 'x' } });
});

test('a hook is answered {}, which is no opinion, and needs no token', async (t) => {
  const { ask, hooked } = await house(t);
  const body = '{"hook_event_name":"Stop"}';
  const init = { method: 'POST', body };
  assert.deepEqual(await ask('/hook', init, { ...JSON_TYPE, authorization: '' }), { status: 200, text: '{}' });
  assert.deepEqual(hooked, [body]);
  assert.equal((await ask('/hook', init, { 'content-type': 'text/plain' })).status, 415);
  assert.equal((await ask('/hook', {}, JSON_TYPE)).status, 405);
  assert.deepEqual(hooked, [body]);
});

test('a stream goes in, its events come out as lines; wrong words are a status', async (t) => {
  const { ask } = await house(t);
  const { text } = await ask('/v1/speak?from=text', { method: 'POST', body: 'Hello.' });
  assert.deepEqual(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
    [{ flags: ['--from=text'] }, { said: 'Hello.' }],
  );
  const wrong = await ask('/v1/speak?speed=9', { method: 'POST', body: 'Hello.' });
  assert.deepEqual([wrong.status, wrong.text.includes('"message":"Too fast."')], [400, true]);
});

test('what must not get in: no token, a page of a browser, another name for this machine', async (t) => {
  const { ask, port, hooked } = await house(t);
  assert.equal((await ask('/v1/status', {}, { authorization: 'Bearer wrong' })).status, 401);
  assert.equal((await ask('/hook', post({}), { ...JSON_TYPE, origin: 'https://evil.example' })).status, 403);
  const rebound = await new Promise<number | undefined>((resolve) => {
    const headers = { host: 'evil.example', authorization: `Bearer ${TOKEN}` };
    request({ port, path: '/v1/status', headers }, (response) => resolve(response.statusCode)).end();
  });
  assert.equal(rebound, 403);
  assert.deepEqual(hooked, []);
});

test('what is no JSON object, too large or unknown is refused in a sentence', async (t) => {
  const { ask } = await house(t);
  assert.equal((await ask('/v1/control', { method: 'POST', body: '[1]' })).status, 400);
  assert.equal((await ask('/hook', { method: 'POST', body: 'x'.repeat(17 * 2 ** 20) }, JSON_TYPE)).status, 413);
  assert.match((await ask('/nothing')).text, /there is no GET \/nothing/);
});

test('a port that is taken is said as such', async (t) => {
  const { port } = await house(t);
  await assert.rejects(house(t, { server: { port } }), { code: 'port-taken', exitCode: 2 });
});
