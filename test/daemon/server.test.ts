import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { controlThere, type Ending, speakThere } from '../../src/daemon/client.ts';
import { listenAlone } from '../../src/daemon/listen.ts';
import { daemonPlace } from '../../src/daemon/place.ts';
import { serveClient } from '../../src/daemon/server.ts';
import { createSilentPlayer } from '../../src/engines/players/silent.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import type { Event } from '../../src/spec/events.ts';
import type { SourcePart } from '../../src/spec/parts.ts';
import { open, RATE_HZ, runOf } from './talk.ts';

const root = mkdtempSync(join(tmpdir(), 'stream-tts-daemon-'));
after(() => rmSync(root, { recursive: true, force: true }));
let homes = 0;

function newPlace() {
  homes += 1;
  return daemonPlace({ STREAM_TTS_HOME: join(root, String(homes)) });
}

/** A warm process in this one, whose sessions say what they are sent: a sentence ends with a full stop. */
async function serve(place = newPlace(), player = async () => createSilentPlayer({ sampleRateHz: RATE_HZ })) {
  const house = open(player);
  const sockets = new Set<{ destroy(): void }>();
  let quits = 0;
  const listener = await listenAlone(place, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    void serveClient(socket, {
      daemon: house.daemon,
      status: () => ({ version: 'test', ...house.daemon.status() }),
      quit: () => {
        quits += 1;
      },
      prepare: ({ argv, cwd }) => {
        if (argv.includes('--pure')) return undefined;
        if (argv.includes('--wrong')) {
          throw new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message: 'Wrong.', fix: 'right' });
        }
        return {
          input: {},
          outputs: {},
          open: async (bytes, signal) => ({ ...runOf(0, partsOf(bytes), cwd, signal), close() {} }),
        };
      },
    });
  });
  return {
    ...house,
    place,
    get quits() {
      return quits;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await house.desk.dispose();
    },
    kill() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function* partsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<SourcePart> {
  yield { type: 'text-start', messageId: 'm' };
  for await (const chunk of bytes) yield { type: 'text-delta', text: Buffer.from(chunk).toString() };
  yield { type: 'text-end' };
}

interface Client {
  readonly events: Event[];
  readonly interrupt: AbortController;
  readonly ending: Promise<Ending>;
}

function client(place: ReturnType<typeof newPlace>, input: AsyncIterable<Uint8Array>, argv: string[] = []): Client {
  const events: Event[] = [];
  const interrupt = new AbortController();
  const ending = speakThere(place, {
    ...{ argv, cwd: '/project', env: {}, signal: interrupt.signal, open: () => input },
    onEvent: (event) => events.push(event),
  });
  return { events, interrupt, ending };
}

async function* says(...words: string[]): AsyncGenerator<Uint8Array> {
  for (const word of words) yield Buffer.from(word);
}

async function* saysOn(word: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  while (!signal.aborted) {
    yield Buffer.from(word);
    await delay(1);
  }
}

test('a client is spoken for, sees every event, and its exit code is the result', async (t) => {
  const house = await serve();
  t.after(() => house.close());
  const { events, ending } = client(house.place, says('On', 'e. T', 'wo.'));
  assert.deepEqual(await ending, { type: 'result', exitCode: 0, sentences: 2 });
  const ends = events.filter((event) => event.type === 'sentence-end');
  assert.deepEqual(
    ends.map(({ outcome }) => outcome),
    ['played', 'played'],
  );
});

test('wrong words are refused with a sentence and an exit code, and some clients are to do it themselves', async (t) => {
  const house = await serve();
  t.after(() => house.close());
  const wrong = await client(house.place, says('x.'), ['--wrong']).ending;
  assert.deepEqual(wrong, { type: 'refused', message: 'Wrong.', fix: 'right', exitCode: 2 });
  assert.deepEqual(await client(house.place, says('x.'), ['--pure']).ending, { type: 'nobody' });
});

test('Ctrl-C overtakes what the client still sends', async (t) => {
  const house = await serve();
  t.after(() => house.close());
  const stopped = new AbortController();
  t.after(() => stopped.abort());
  const { events, interrupt, ending } = client(house.place, saysOn('Word. ', stopped.signal));
  while (!events.some(({ type }) => type === 'play-start')) await delay(5);
  interrupt.abort();
  assert.equal((await ending).type === 'result' ? 130 : 0, 130);
  const count = (type: Event['type']) => events.filter((event) => event.type === type).length;
  assert.equal(count('sentence-end'), count('sentence'));
  assert.deepEqual(house.daemon.status().sessions, []);
});

test('a client that is gone is heard no more', async (t) => {
  const house = await serve();
  t.after(() => house.close());
  const stopped = new AbortController();
  const { events } = client(house.place, saysOn('Word. ', stopped.signal));
  while (!events.some(({ type }) => type === 'play-start')) await delay(5);
  stopped.abort();
  house.kill();
  while (house.daemon.status().sessions.length > 0) await delay(5);
});

test('a warm process that is gone is said as such, with what it had said before', async (t) => {
  const house = await serve();
  t.after(() => house.close());
  const { events, ending } = client(house.place, says('One. Two. Three.'));
  while (!events.some(({ type }) => type === 'play-start')) await delay(5);
  house.kill();
  assert.deepEqual(await ending, { type: 'lost' });
});

test('status shows sessions and queues; controls answer; what is not known is refused', async (t) => {
  const house = await serve();
  t.after(() => house.close());
  const { events, ending } = client(house.place, says('One. Two. Three.'));
  while (!events.some(({ type }) => type === 'play-start')) await delay(5);
  const ask = async (action: string, args = {}) => await controlThere(house.place, action, args);
  const status = await ask('status');
  assert.ok(status.type === 'reply');
  const [session] = (status.value as { sessions: Array<Record<string, unknown>> }).sessions;
  assert.equal(session?.name, '/project');
  assert.equal(session?.queued, 3);
  assert.equal(session?.speaking, true);
  assert.deepEqual(await ask('pause'), { type: 'reply', value: { paused: true } });
  assert.deepEqual(await ask('speed', { value: 9 }).then(({ type }) => type), 'refused');
  assert.deepEqual(await ask('dance').then(({ type }) => type), 'refused');
  await ask('stop');
  await ask('resume');
  assert.deepEqual(await ending, { type: 'result', exitCode: 0, sentences: 3 });
  const log = await ask('log');
  assert.ok(log.type === 'reply');
  assert.deepEqual(
    (log.value as { log: Array<Record<string, unknown>> }).log.map(({ text, outcome }) => [text, outcome]),
    ['One.', 'Two.', 'Three.'].map((text) => [text, 'aborted']),
  );
  await ask('quit');
  assert.equal(house.quits, 1);
});

test('where nothing can be played a client is told so and does not wait', async (t) => {
  let isThere = false;
  const house = await serve(newPlace(), async () => {
    if (isThere) return createSilentPlayer({ sampleRateHz: RATE_HZ });
    const message = 'No sound can be played here.';
    throw new StreamTtsError({ code: 'no-sound-device', stage: 'player', exitCode: 3, message });
  });
  t.after(() => house.close());
  const refused = await client(house.place, says('One.')).ending;
  assert.deepEqual(refused, { type: 'refused', message: 'No sound can be played here.', exitCode: 3 });
  isThere = true;
  assert.equal((await client(house.place, says('One.')).ending).type, 'result');
});

test('there is one: a second is refused while the first lives, and takes over what a dead one left', async (t) => {
  const place = newPlace();
  const house = await serve(place);
  if (process.platform !== 'win32') assert.equal(statSync(place.socket).mode & 0o777, 0o600);
  await assert.rejects(serve(place), { code: 'already-running', exitCode: 2 });
  await house.close();
  assert.ok(!existsSync(place.lock));
  const dead = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => dead.on('close', resolve));
  writeFileSync(place.lock, `${dead.pid} ${(await import('node:os')).hostname()}`);
  if (process.platform !== 'win32') writeFileSync(place.socket, '');
  const next = await serve(place);
  t.after(() => next.close());
  assert.equal((await client(place, says('One.')).ending).type, 'result');
});

test('where nobody listens the client is told so', async () => {
  assert.deepEqual(await client(newPlace(), says('One.')).ending, { type: 'nobody' });
  assert.deepEqual(await controlThere(newPlace(), 'status', {}), { type: 'nobody' });
});

test('a socket whose path would be too long is elsewhere', { skip: process.platform === 'win32' }, () => {
  const place = daemonPlace({ STREAM_TTS_HOME: join(root, 'x'.repeat(120)) });
  assert.ok(Buffer.byteLength(place.socket) < 104);
});
