import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSwitchboard } from '../../src/agents/switchboard.ts';
import { createHookSource } from '../../src/engines/sources/hook.ts';
import { blocks, readAll } from '../engines/sources/parts.ts';
import { settle } from '../helpers/fakes.ts';
import { startHookServer } from './hook-server.ts';

const PIECES = ['One.\n', 'Two.\n', '\n', 'Three is longer.\n', 'Four.'];
const WHOLE = PIECES.join('');

const shots = fc.record({
  order: fc.shuffledSubarray([...PIECES.keys(), PIECES.length], { minLength: PIECES.length + 1 }),
  killed: fc.subarray([...PIECES.keys()]),
  isParallel: fc.boolean(),
});

test('hooks out of order, in parallel, killed half-way: what was written is heard, each once', async () => {
  await fc.assert(
    fc.asyncProperty(shots, async ({ order, killed, isParallel }) => {
      const lines: Uint8Array[] = [];
      const board = createSwitchboard({
        async open(_, own) {
          for await (const line of own) lines.push(line);
        },
        ...{ stop() {}, warm() {}, clock: () => 0 },
      });
      const server = await startHookServer({ port: 0, onPayload: board.take });
      try {
        const fire = (at: number) => {
          const body = JSON.stringify(payload(at));
          return killed.includes(at) ? fireHalf(server.port, body) : fireWhole(server.port, body);
        };
        if (isParallel) await Promise.all(order.map(fire));
        else for (const at of order) await fire(at);
        board.close();
        await settle();
        const heard = blocks(readAll(createHookSource(), Buffer.concat(lines))).join('');
        assert.equal(heard.replace(/\s/g, ''), WHOLE.replace(/\s/g, ''));
      } finally {
        await server.close();
      }
    }),
    { numRuns: 60 },
  );
});

function payload(at: number): object {
  const base = { session_id: 's', prompt_id: 'p' };
  if (at === PIECES.length) return { ...base, hook_event_name: 'Stop', last_assistant_message: WHOLE };
  const final = at === PIECES.length - 1;
  return { ...base, hook_event_name: 'MessageDisplay', message_id: 'm', index: at, final, delta: PIECES[at] };
}

function fireWhole(port: number, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { hostname: '127.0.0.1', port, path: '/hook', method: 'POST', agent: false };
    const outgoing = request({ ...options, headers: { 'content-type': 'application/json' } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve());
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A hook's process that is killed while it sends. */
function fireHalf(port: number, body: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      const head = `POST /hook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
      socket.write(head + body.slice(0, body.length / 2), () => socket.destroy());
    });
    socket.on('close', () => resolve());
    socket.on('error', () => {});
  });
}
