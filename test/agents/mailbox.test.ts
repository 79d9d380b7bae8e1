import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMailbox } from '../../src/agents/mailbox.ts';
import { createPayloads, type Payload } from '../../src/agents/payloads.ts';
import { createHookSource } from '../../src/engines/sources/hook.ts';
import type { SourcePart } from '../../src/spec/parts.ts';
import { blocks, readAll } from '../engines/sources/parts.ts';
import { startHookServer } from './hook-server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

test('a payload is answered {}, which is no opinion', async (t) => {
  const { url, got, server } = await open();
  t.after(() => server.close());
  const pretty = JSON.stringify({ hook_event_name: 'Stop', session_id: 's' }, null, 2);
  const answer = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: pretty });
  assert.deepEqual([answer.status, await answer.text()], [200, '{}']);
  await fetch(url, { method: 'POST', headers: JSON_TYPE, body: '{"a":1}\nnot json\n[1]\n{"b":2}\n' });
  assert.deepEqual(got, [{ hook_event_name: 'Stop', session_id: 's' }, { a: 1 }, { b: 2 }]);
});

test('what the proxy hears arrives in order, and as the same prose', async (t) => {
  const { got, server } = await open();
  t.after(() => server.close());
  const mailbox = createMailbox({ port: () => server.port, clock: () => 0, onLost: () => assert.fail('lost') });
  t.after(() => mailbox.close());
  const payloads = createPayloads(mailbox.post);
  const parts: SourcePart[] = [
    { type: 'turn-start', turnId: 't' },
    { type: 'text-start', messageId: 'm' },
    ...'A first block. '.split('').map((text): SourcePart => ({ type: 'text-delta', text })),
    { type: 'text-end' },
    { type: 'text-start', messageId: 'm' },
    { type: 'text-delta', text: 'A second one.' },
    { type: 'text-end' },
    { type: 'turn-end', reason: 'end' },
  ];
  for (const part of parts) {
    payloads.hear('s', [part]);
    if (part.type === 'text-end') await mailbox.flush();
  }
  await mailbox.flush();
  const lines = got.map((payload) => `${JSON.stringify(payload)}\n`).join('');
  const heard = readAll(createHookSource(), Buffer.from(lines));
  assert.deepEqual(blocks(heard), ['A first block. ', 'A second one.']);
});

test('with nobody there the post is dropped, and said once', async (t) => {
  const { server } = await open();
  await server.close();
  let lost = 0;
  let now = 0;
  const mailbox = createMailbox({
    port: () => server.port,
    clock: () => now,
    onLost: () => {
      lost += 1;
    },
  });
  t.after(() => mailbox.close());
  for (let i = 0; i < 3; i += 1) {
    now += 5000;
    mailbox.post({ i });
    await mailbox.flush();
  }
  assert.equal(lost, 1);
});

async function open() {
  const got: Payload[] = [];
  const server = await startHookServer({ port: 0, onPayload: (payload) => got.push(payload) });
  return { got, server, url: `http://127.0.0.1:${server.port}/hook` };
}
