import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AGENT_SENTENCES } from '../../src/bench/data/agent-sentences.ts';
import { judge } from '../../src/bench/judge.ts';

const CASES: ReadonlyArray<readonly [source: string, spoken: string, wrong: string]> = [
  ['All 41 tests pass.', '41件のテストがすべて通ります。', ''],
  ['All 41 tests pass.', '14件のテストがすべて通ります。', 'numbers'],
  ['It costs 1,234 ms.', '1234ミリ秒かかります。', ''],
  ['There are 3 files.', '三つのファイルがあります。', ''],
  ['It is 20000 lines.', '2万行です。', ''],
  ['Use v2.3.1 now.', '今は2.3.1を使います。', ''],
  ['Run `npm test` now.', '今 npm  test を実行します。', ''],
  ['Run `npm test` now.', '今テストを実行します。', 'spans'],
  ['Neither ``/`` nor ``*`` is there.', '/ も * もありません。', ''],
  ['Neither ``/`` nor ``*`` is there.', '/ がありません。', 'spans'],
  ['Take `&mut s` here.', '&mut String を取ります。', 'spans'],
  ['The copy does not end.', 'コピーは無限ループです。', 'polarity'],
  ['It does not work.', '動きません。', ''],
  ['It does not work.', '動きます。', 'polarity'],
  ['The tests pass.', 'テストは通りません。', 'polarity'],
  ['The tests fail.', 'テストは通りません。', ''],
  ['You must restart it.', '再起動しなければなりません。', ''],
];

for (const [source, spoken, wrong] of CASES) {
  test(`judge: ${source} ${spoken}`, () => {
    const { numbers, spans, polarity } = judge(source, spoken);
    assert.deepEqual({ numbers, spans, polarity }, { ...KEPT, ...(wrong === '' ? {} : { [wrong]: false }) });
  });
}

const KEPT = { numbers: true, spans: true, polarity: true };

test("judge: a person's translations are right", () => {
  for (const { source, references } of AGENT_SENTENCES) {
    for (const reference of references) assert.deepEqual(judge(source, reference), KEPT, reference);
  }
});

test('judge: it shares no code with the guard', () => {
  const text = readFileSync(new URL('../../src/bench/judge.ts', import.meta.url), 'utf8');
  assert.doesNotMatch(text, /^import/m);
});
