import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createWorkerTranslator, createWorkerVoice } from '../../src/workers/engines.ts';
import type { SupervisorOptions, WorkerEvent } from '../../src/workers/supervise.ts';
import { testTranslator } from '../contract/translator.ts';
import { join, say, voiceContract } from '../contract/voice.ts';
import { fiveMsOptions, untilGone } from '../helpers/workers.ts';

const openVoice = (overrides: Partial<SupervisorOptions> = {}) =>
  createWorkerVoice({
    ...fiveMsOptions({ name: 'five-ms:tone', ...overrides }),
    languages: ['ja'],
    sampleRateHz: 8000,
  });

voiceContract('in a worker', {
  open: openVoice,
  sentence: 'テストが、すべて通りました。',
  two: '終わりました。次に、設定を直します。',
  unspeakable: ['', '。'],
});

describe('translator in a worker', () => {
  testTranslator({
    title: 'worker',
    create: () => createWorkerTranslator(fiveMsOptions()),
    createBroken: () => createWorkerTranslator(fiveMsOptions({ engine: { isBroken: true } })),
    skip: false,
    pieces: 2,
  });
});

/** A voice, and what happened to its workers. */
function watched(overrides: Partial<SupervisorOptions> = {}) {
  const events: WorkerEvent[] = [];
  const pids: number[] = [];
  const voice = openVoice({
    onEvent(event) {
      events.push(event);
      if (event.type === 'started' && event.pid !== undefined) pids.push(event.pid);
    },
    ...overrides,
  });
  return { voice, events, pids, kill: () => process.kill(pids.at(-1) ?? 0, 'SIGKILL') };
}

const LONG = '一つ目の文です。二つ目の文です。三つ目の文です。四つ目の文です。';

test('nothing is started before it is needed, and the worker is gone when it is disposed of', async () => {
  const { voice, events, pids } = watched();
  assert.deepEqual(events, []);
  await voice.warm();
  await voice.warm();
  assert.deepEqual(
    events.map(({ type }) => type),
    ['started', 'opened', 'ready'],
  );
  await voice.dispose();
  await untilGone(pids[0] ?? 0);
});

test('the load is told as it goes on', async () => {
  const events: WorkerEvent[] = [];
  const translator = createWorkerTranslator(fiveMsOptions({ onEvent: (event) => events.push(event) }));
  await translator.warm();
  await translator.dispose();
  assert.deepEqual(
    events.filter(({ type }) => type === 'loading' || type === 'ready'),
    [{ type: 'loading', share: 0.5 }, { type: 'ready' }],
  );
});

test('what computes is told by the worker once it has loaded, and by the next one after it died', async () => {
  const pids: number[] = [];
  const translator = createWorkerTranslator(
    fiveMsOptions({
      onEvent(event) {
        if (event.type === 'started' && event.pid !== undefined) pids.push(event.pid);
      },
    }),
  );
  assert.equal(translator.device, undefined);
  await translator.warm();
  assert.equal(translator.device, 'abacus');
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await untilGone(pids[0] ?? 0);
  await translator.warm();
  assert.deepEqual([translator.device, pids.length], ['abacus', 2]);
  await translator.dispose();
});

test('killed in the middle of a sentence: it is said whole, and nothing of it twice', async () => {
  const { voice, events, kill } = watched();
  const whole = join(await say(voice, LONG));
  const pieces = [];
  for await (const piece of voice.speak(LONG, { speed: 1, signal: new AbortController().signal })) {
    pieces.push(piece);
    if (pieces.length === 2) kill();
  }
  assert.deepEqual(join(pieces), whole);
  assert.equal(events.filter(({ type }) => type === 'gone').length, 1);
  await voice.dispose();
});

test('killed in the middle of a translation: the next worker goes on from what was given', async () => {
  let pid = 0;
  const translator = createWorkerTranslator({
    ...fiveMsOptions({
      onEvent(event) {
        if (event.type === 'started') pid = event.pid ?? 0;
      },
    }),
    continues: true,
  });
  const pieces: string[] = [];
  const sentence = { text: 'drift', spans: [], language: 'en' };
  const options = { to: 'ja', context: [], attempt: 0, signal: new AbortController().signal };
  let first = 0;
  for await (const piece of translator.translate(sentence, options)) {
    pieces.push(piece);
    if (pieces.length > 1) continue;
    first = pid;
    process.kill(pid, 'SIGKILL');
  }
  assert.notEqual(pid, first);
  assert.deepEqual(pieces, [`${first}番の`, '文を訳しました。']);
  await translator.dispose();
});

test('killed while nothing is said: the next sentence finds a new one', async () => {
  const { voice, pids, kill } = watched();
  await voice.warm();
  kill();
  await untilGone(pids[0] ?? 0);
  assert.equal((await say(voice, LONG)).length, 4);
  await voice.dispose();
});

test('what kills two workers is reported, and the next sentence is said', async () => {
  const { voice, events, kill } = watched();
  await assert.rejects(
    async () => {
      for await (const _ of voice.speak(LONG, { speed: 1, signal: new AbortController().signal })) kill();
    },
    { name: 'StreamTtsError', code: 'worker-died', stage: 'voice', message: /died twice.*SIGKILL/ },
  );
  assert.deepEqual(
    events.filter((event) => event.type === 'gone').map(({ again }) => again),
    [true, false],
  );
  assert.equal((await say(voice, LONG)).length, 4);
  await voice.dispose();
});

test('a worker that hangs is found by its missing heartbeat', async () => {
  // Ten beats pass in one.
  const sleep: SupervisorOptions['sleep'] = (durationMs, options) =>
    fiveMsOptions().sleep(durationMs === 1000 ? 150 : durationMs, options);
  const { voice, events } = watched({ sleep });
  await assert.rejects(say(voice, 'hang'), { code: 'worker-died', message: /no sign of life/ });
  assert.equal(events.filter(({ type }) => type === 'gone').length, 2);
  await voice.dispose();
});

test('a worker that grows over its limit is ended, and says so', async () => {
  const { voice } = watched({ memoryLimitMB: 300 });
  await assert.rejects(say(voice, 'grow'), { code: 'worker-died', message: /more than the 300 MB that it may/ });
  await voice.dispose();
});

test('a worker knows what is left to be heard before what it says', async () => {
  const { voice } = watched();
  const left = { speed: 1, soundLeftMs: 250, signal: new AbortController().signal };
  const lengths: number[] = [];
  for await (const { samples } of voice.speak('left', left)) lengths.push(samples.length);
  assert.equal(lengths[0], 250 * 8);
  await voice.dispose();
});

test('what a library prints into stdout breaks nothing', async () => {
  const { voice } = watched();
  assert.equal((await say(voice, 'print')).length, 1);
  await voice.dispose();
});

test('a worker that breaks the protocol is killed, not asked again', async () => {
  const code = `process.stdin.once('data', () => {
    const send = (head) => {
      const json = Buffer.from(JSON.stringify(head));
      const prefix = Buffer.alloc(8);
      prefix.writeUInt32BE(json.length, 0);
      process.stdout.write(Buffer.concat([prefix, json]));
    };
    send({ type: 'ready', protocol: 1 });
    process.stdin.on('data', () => send({ type: 'piece', id: 1, text: 'no sound' }));
  });`;
  const { voice, pids } = watched({ program: { command: process.execPath, args: ['-e', code] } });
  await assert.rejects(say(voice, LONG), { code: 'worker-died' });
  assert.equal(new Set(pids).size, 2);
  for (const pid of pids) await untilGone(pid);
  await voice.dispose();
});

test('a program that speaks no frames, or does not exist, is an error that says so', async () => {
  const echo = { command: process.execPath, args: ['-e', 'console.log("Segmentation fault")'] };
  const { voice } = watched({ program: echo });
  await assert.rejects(voice.warm(), { code: 'worker-died', message: /a frame/ });
  await voice.dispose();
  const lost = watched({ program: { command: 'no-such-program', args: [] } });
  await assert.rejects(lost.voice.warm(), { code: 'worker-died', message: /could not be started/ });
  await lost.voice.dispose();
  const failing = watched({ program: { command: process.execPath, args: ['-e', 'throw new Error("no luck")'] } });
  await assert.rejects(failing.voice.warm(), { code: 'worker-died', message: /ended with 1/ });
  await failing.voice.dispose();
});
