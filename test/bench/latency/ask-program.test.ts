import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { askProgram } from '../../../src/bench/latency/ask-program.ts';

const ANSWER = z.object({ twice: z.number() });
const { signal } = new AbortController();
const node = (script: string) => [process.execPath, '-e', script];
const TWICE = `
  process.stdin.setEncoding('utf8').on('data', (text) => {
    console.log('a library says hello');
    console.log(JSON.stringify({ twice: 2 * JSON.parse(text).number }));
  });`;

test('a program gets its task and answers on its last line', async () => {
  assert.deepEqual(await askProgram(node(TWICE), { number: 21 }, ANSWER, signal), { twice: 42 });
});

test('what goes wrong is said in its own words', async () => {
  const ask = (script: string) => askProgram(node(script), {}, ANSWER, signal);
  await assert.rejects(ask('throw new RangeError("too far")'), /^Error: RangeError: too far/);
  await assert.rejects(ask('process.exit(7)'), /it ended with 7/);
  await assert.rejects(ask('console.log("no JSON")'), /it ended with 0/);
  await assert.rejects(ask('console.log("{}")'), /it ended with 0/);
  await assert.rejects(askProgram(['/nowhere/peer'], {}, ANSWER, signal), { code: 'ENOENT' });
});

test('an abort ends it', async () => {
  const controller = new AbortController();
  const asked = askProgram(node('setInterval(() => {}, 1000)'), {}, ANSWER, controller.signal);
  controller.abort();
  await assert.rejects(asked, { name: 'AbortError' });
});
