import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { after, describe, it } from 'node:test';
import { toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { createSessions, SessionError, startThread, type Thread } from '../../../src/engines/voices/kokoro/session.ts';
import type { Task } from '../../../src/engines/voices/kokoro/session-thread.ts';
import { createKokoroVoice, type KokoroVoiceName } from '../../../src/engines/voices/kokoro.ts';
import { createReader } from '../../../src/reading/reader.ts';
import { join, say } from '../../contract/voice.ts';
import { loadDictionary } from '../../helpers/dictionary.ts';
import { kokoroFiles, skipWithoutKokoro } from '../../helpers/kokoro.ts';
import { quantisedConvolution } from '../../helpers/onnx-graph.ts';

const dir = mkdtempSync(joinPath(tmpdir(), 'stream-tts-sessions-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** Writes down what threads are asked and when they end. */
function overheard(start: () => Thread) {
  const said: string[] = [];
  const listening = () => {
    const thread = start();
    return {
      ...thread,
      get isOver() {
        return thread.isOver;
      },
      ask(task: Task) {
        if (task.do !== 'run') said.push(`${task.do} ${JSON.parse(task.key)[0]}`);
        return thread.ask(task);
      },
      async end() {
        said.push('end');
        await thread.end();
      },
    };
  };
  return { start: listening, said };
}

describe('sessions', () => {
  const idle = (): Thread => ({
    isOver: false,
    ask: async (task) => {
      if (task.do === 'open' && task.path === 'broken') throw new SessionError('no model', 'model');
      return {};
    },
    end: async () => {},
  });

  it('are loaded once, and unloaded when the last of their users has closed them', async () => {
    const { start, said } = overheard(idle);
    const sessions = createSessions(start);
    const [a, b, other] = await Promise.all(['x', 'x', 'y'].map((path) => sessions.open(path, 2)));
    assert.deepEqual(said, ['open x', 'open y']);
    await a?.close();
    await a?.close();
    assert.deepEqual(said.slice(2), [], 'one of two still uses it');
    await b?.close();
    assert.deepEqual(said.slice(2), ['close x']);
    const again = await sessions.open('x', 2);
    await other?.close();
    await again.close();
    assert.deepEqual(said.slice(3), ['open x', 'close y', 'end']);
    await sessions.open('y', 2);
    assert.deepEqual(said.slice(6), ['open y']);
  });

  it('on other threads are others', async () => {
    const { start, said } = overheard(idle);
    const sessions = createSessions(start);
    await Promise.all([sessions.open('x', 1), sessions.open('x', 2)]);
    assert.deepEqual(said, ['open x', 'open x']);
  });

  it('that cannot be loaded leave nothing behind', async () => {
    const { start, said } = overheard(idle);
    const sessions = createSessions(start);
    const open = () => sessions.open('broken', 1).then(undefined, (error: SessionError) => error.code);
    assert.deepEqual(await Promise.all([open(), open()]), ['model', 'model']);
    assert.deepEqual(said, ['open broken', 'end']);
    assert.equal(await open(), 'model');
    assert.deepEqual(said.slice(2), ['open broken', 'end']);
  });

  it('begin a new thread where theirs has ended by itself', async () => {
    const threads: Array<{ isOver: boolean }> = [];
    const sessions = createSessions(() => {
      const thread = { ...idle(), isOver: false };
      threads.push(thread);
      return thread;
    });
    const before = await sessions.open('x', 1);
    await sessions.open('x', 1);
    assert.equal(threads.length, 1);
    for (const thread of threads) thread.isOver = true;
    const next = await sessions.open('x', 1);
    assert.equal(threads.length, 2);
    await before.close();
    await sessions.open('x', 1);
    assert.equal(threads.length, 2, 'a session of the old thread ends nothing of the new one');
    await next.close();
  });

  it('run in a real thread, whoever else has closed the same graph', async () => {
    const path = joinPath(dir, 'small.onnx');
    writeFileSync(path, toBinary(ModelProtoSchema, quantisedConvolution(true)));
    const sessions = createSessions();
    const [a, b] = [await sessions.open(path, 1), await sessions.open(path, 1)];
    const inputs = { x: { data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), dims: [1, 2, 6] } };
    const [first, second] = await Promise.all([a.run(inputs), b.run(inputs), a.close()]);
    assert.equal(first.y?.data.length, 18);
    assert.deepEqual(second, first);
    assert.deepEqual(await b.run(inputs), first);
    await b.close();
    await assert.rejects(b.run(inputs), SessionError);
    writeFileSync(path, 'no model');
    await assert.rejects(sessions.open(path, 1), { code: 'model' });
  });
});

const files = kokoroFiles();
const dictionary = loadDictionary();
const skip = skipWithoutKokoro(files, dictionary);

describe('two voices of Kokoro', { skip }, () => {
  const { start, said } = overheard(startThread);
  const shared = createSessions(start);
  const windows = { next: () => 40, learn: () => {}, pace: () => 1 };
  const open = (voice: KokoroVoiceName, sessions = createSessions()) => {
    assert.ok(files && dictionary);
    return createKokoroVoice({ files, reader: createReader(dictionary), voice, sessions, windows });
  };
  const SENTENCE = 'ファイルを開いて、内容を確認してください。';

  it('load its graphs once, speak at the same time, and each as it does alone', async () => {
    const names = ['jf_alpha', 'jm_kumo'] as const;
    const alone: Float32Array[] = [];
    for (const name of names) {
      const voice = open(name);
      alone.push(join(await say(voice, SENTENCE)));
      await voice.dispose();
    }
    const [one, other] = names.map((name) => open(name, shared));
    assert.ok(one && other);
    await Promise.all([one.warm(), other.warm()]);
    const together = await Promise.all([one, other].map(async (voice) => join(await say(voice, SENTENCE))));
    assert.deepEqual(together, alone);
    await one.dispose();
    assert.deepEqual(join(await say(other, SENTENCE)), alone[1], 'it goes on when the other is disposed');
    await other.dispose();
    assert.equal(said.filter((task) => task.startsWith('open')).length, 2, said.join(', '));
    assert.equal(said.at(-1), 'end');
  });
});
