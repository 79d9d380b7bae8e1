import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Api } from '../../src/http/api.ts';
import { assetRoutes, POLICY } from '../../src/http/assets.ts';
import { listenHttp, type ServerOptions } from '../../src/http/server.ts';
import { gateway } from '../helpers/fakes.ts';
import { apiOf } from './house.ts';

/** Each line of the safety, attacked. */

const TOKEN = 's'.repeat(48);

async function house(t: { after(fn: () => void): void }, api: Partial<Api> = {}, server: Partial<ServerOptions> = {}) {
  const done: string[] = [];
  const routes = [
    ...assetRoutes(),
    ...apiOf({
      control: async (action) => {
        done.push(action);
        return {};
      },
      ...api,
    }),
  ];
  const { port, close } = await listenHttp({ port: 0, host: '127.0.0.1', token: TOKEN, routes, ...server });
  t.after(close);
  /** As a browser or a program of an attacker would: any header at all. */
  const send = (method: string, path: string, headers: Record<string, string> = {}, body = '') =>
    new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const auth = { authorization: `Bearer ${TOKEN}` };
  return { port, send, auth, done };
}

test('DNS rebinding: another name for this machine is refused, with the token and for the page too', async (t) => {
  const { send, auth, done } = await house(t);
  for (const host of ['evil.example', 'evil.example:27183', '127.0.0.1.evil.example', 'localhost.evil.example']) {
    assert.equal((await send('POST', '/v1/pause', { ...auth, host }, '{}')).status, 403, host);
    assert.equal((await send('GET', '/', { host })).status, 403, host);
  }
  assert.deepEqual(done, []);
});

test('a page of another site: its origin is refused, simple posts and hooks too', async (t) => {
  const { send, auth, port, done } = await house(t);
  for (const origin of ['https://evil.example', 'null', `http://localhost:${port + 1}`, `https://127.0.0.1:${port}`]) {
    assert.equal((await send('POST', '/v1/pause', { ...auth, origin }, '{}')).status, 403, origin);
    const hook = { origin, 'content-type': 'application/json' };
    assert.equal((await send('POST', '/hook', hook, '{}')).status, 403, origin);
  }
  assert.equal((await send('POST', '/v1/pause', { ...auth, 'sec-fetch-site': 'cross-site' }, '{}')).status, 403);
  assert.equal((await send('OPTIONS', '/v1/pause', { origin: 'https://evil.example' })).status, 403);
  assert.deepEqual(done, []);
  const own = { ...auth, origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}` };
  assert.equal((await send('POST', '/v1/pause', own, '{}')).status, 200);
});

test('without the token nothing can be done and nothing that anybody said can be read', async (t) => {
  const { send, done } = await house(t);
  const wrong = [
    {},
    { authorization: 'Bearer ' },
    { authorization: `Bearer ${'x'.repeat(48)}` },
    { authorization: TOKEN },
  ];
  for (const headers of wrong) {
    for (const path of ['/v1/status', '/metrics', '/v1/audio/voices']) {
      assert.equal((await send('GET', path, headers)).status, 401, path);
    }
    assert.equal((await send('POST', '/v1/pause', headers, '{}')).status, 401);
    assert.equal((await send('POST', `/v1/pause?token=${TOKEN}`, headers, '{}')).status, 401);
  }
  assert.deepEqual(done, []);
});

test('opened to the network: addresses and its own name pass, other names and hooks from elsewhere do not', async (t) => {
  const { send, auth } = await house(t, {}, { host: '0.0.0.0' });
  assert.equal((await send('GET', '/v1/status', { ...auth, host: '192.168.1.5:27183' })).status, 200);
  assert.equal((await send('GET', '/v1/status', { ...auth, host: '[fe80::1]:27183' })).status, 200);
  assert.equal((await send('GET', '/v1/status', { ...auth, host: 'evil.example' })).status, 403);
  assert.equal((await send('GET', '/v1/status', { host: '192.168.1.5:27183' })).status, 401);
});

test('the page: no inline code, no other source, no frame, no markup from text; only its own files', async (t) => {
  const { send } = await house(t);
  const { headers, text } = await send('GET', '/');
  assert.equal(headers['content-security-policy'], POLICY);
  assert.doesNotMatch(POLICY, /unsafe|\*|https?:/);
  for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]) {
    assert.ok(POLICY.includes(directive));
  }
  assert.doesNotMatch(text, /<script(?! type="module" src="page\.js")|\son\w+=|style=/);
  for (const path of ['/../package.json', '/..%2fpackage.json', '/tsconfig.json', '//etc/passwd']) {
    assert.ok([401, 404].includes((await send('GET', path)).status), path);
  }
});

test('bodies are bounded, also those that never end or never come', async (t) => {
  const { send, auth, port } = await house(t, {}, { limits: { bodyMs: 100 } });
  const large = JSON.stringify({ action: 'x'.repeat(300_000) });
  assert.equal((await send('POST', '/v1/control', auth, large)).status, 413);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => resolve(String(chunk)));
    socket.write(
      `POST /v1/pause HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\ncontent-length: 9\r\n\r\n{`,
    );
  });
  assert.match(answer, /^HTTP\/1\.1 408 /);
});

test('streams at the same time are bounded, and connections', async (t) => {
  const gate = gateway();
  const { send, auth } = await house(t, {
    limits: { roads: 2 },
    async *speak() {
      await gate.opened;
      yield {};
    },
  });
  const both = [send('POST', '/v1/speak', auth, 'x'), send('POST', '/v1/speak', auth, 'x')];
  let third = await send('POST', '/v1/speak?from=text&speed=1', auth, 'x');
  while (third.status !== 429) third = await send('POST', '/v1/speak', auth, 'x');
  gate.open();
  for (const { status } of await Promise.all(both)) assert.equal(status, 200);

  const { port } = await house(t, {}, { limits: { connections: 1 } });
  const first = connect(port, '127.0.0.1');
  await new Promise((resolve) => first.once('connect', resolve));
  const second = connect(port, '127.0.0.1');
  await new Promise((resolve) => second.once('close', resolve));
  first.destroy();
});

test('nothing that a user says is told to who counts the answers, nor in an error of our own', async (t) => {
  const told: string[] = [];
  const { send, auth } = await house(
    t,
    {
      control: async () => {
        throw new Error('a secret of the user');
      },
    },
    { onAnswer: (route, status) => told.push(`${route} ${status}`) },
  );
  const { status, text } = await send('POST', '/v1/pause', auth, '{}');
  assert.deepEqual([status, text.includes('secret')], [503, false]);
  await send('GET', '/a-secret-path', auth);
  assert.deepEqual(told, ['POST /v1/pause 503', 'none 404']);
});
