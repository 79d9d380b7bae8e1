import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openAnswers } from '../../src/bench/answers.ts';
import { drawn, labelled } from '../../src/bench/labels.ts';
import type { Translator } from '../../src/spec/contracts.ts';
import { createFakeTranslator } from '../helpers/fakes.ts';

test('answers are asked for once, and repeated with their times by the next run', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'answers-')), 'answers.jsonl');
  let nowMs = 0;
  let asked = 0;
  const engine = createFakeTranslator({
    async *translate({ text }) {
      asked += 1;
      nowMs += 700;
      yield `訳${text}`;
      nowMs += 300;
    },
  });
  const run = async () => {
    const answers = openAnswers(file, () => nowMs);
    const startedAtMs = answers.clock();
    const [one] = await said(answers.around(engine, 'fake'), 'One here.');
    return [one, answers.clock() - startedAtMs, answers.asked];
  };
  assert.deepEqual(await run(), ['訳One here.', 1000, 1]);
  assert.deepEqual(await run(), ['訳One here.', 1000, 0]);
  assert.equal(asked, 1);
  await said(openAnswers(file).around(engine, 'another'), 'One here.');
  assert.equal(asked, 2);
});

test('an answer that was cut off is not kept', async () => {
  const controller = new AbortController();
  const engine = createFakeTranslator({
    async *translate() {
      yield '訳';
      controller.abort();
    },
  });
  const answers = openAnswers(undefined);
  await said(answers.around(engine, 'fake'), 'One here.', controller.signal);
  const whole = createFakeTranslator({
    async *translate() {
      yield '訳です。';
    },
  });
  assert.deepEqual(await said(answers.around(whole, 'fake'), 'One here.'), ['訳です。']);
});

test('a seed always draws the same, without repeating any, and another seed others', () => {
  const items = Array.from({ length: 200 }, (_, i) => i);
  assert.deepEqual(drawn(items, 100, 5), drawn(items, 100, 5));
  assert.equal(new Set(drawn(items, 100, 5)).size, 100);
  assert.notDeepEqual(drawn(items, 100, 5), drawn(items, 100, 6));
});

test('labels: what is wrong is counted, also of what is still spoken', () => {
  const label = (source: string, error: '' | 'meaning') => ({ source, spoken: '訳', from: '', error, note: '' });
  const sentences = [{ source: 'a', spoken: '訳', kept: 'translation' as const }];
  const row = { engine: '', source: '', references: [], spoken: '', judged: '', failed: [], totalMs: 0, early: [] };
  const { figures, note } = labelled(
    [{ ...row, sentences, firstClauseMs: null }],
    [label('a', 'meaning'), label('b', '')],
  );
  assert.deepEqual(figures, { meaningErrors: 1 });
  assert.match(note, /of 2 drawn .* 1 of them .* 1 of those wrong/);
  assert.deepEqual(labelled([], []).figures, { meaningErrors: null });
});

async function said(translator: Translator, text: string, signal = new AbortController().signal): Promise<string[]> {
  const pieces: string[] = [];
  const sentence = { text, spans: [], language: 'en' };
  for await (const piece of translator.translate(sentence, { to: 'ja', context: [], attempt: 0, signal }))
    pieces.push(piece);
  return pieces;
}
