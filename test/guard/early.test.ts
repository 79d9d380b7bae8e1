import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maySpeakEarly } from '../../src/guard/early.ts';

type Case = readonly [source: string, clause: string, kept?: readonly string[]];

/** Nothing that comes later can make these wrong. */
const SAFE: readonly Case[] = [
  ['I read `a.ts`, and then I ran the 12 tests.', 'a.ts を読んでから、', ['a.ts']],
  ['The queue is full, so I will wait a little.', 'キューがいっぱいなので、'],
  ['The 3 tests fail because 5 fixtures are stale.', '5件のフィクスチャが古いため、'],
  ["The cache in `a.ts` isn't cleared, so I will clear it.", 'a.ts のキャッシュが消去されないため、', ['a.ts']],
  ['If 5 retries fail, the job ends.', '5回の再試行が失敗した場合、'],
  ['Based on `a.ts` and the log, here is my plan.', 'a.ts とログに基づいて、', ['a.ts']],
  ['Looking at our list, I think the filter comes next.', 'リストを見てみると、'],
];

/** The rest of the sentence may still turn these round, or they are wrong already. */
const UNSAFE: readonly Case[] = [
  // Which part it is cannot be told.
  ["The cache isn't cleared, so I will clear it.", 'キャッシュが消去されるため、'],
  // The negation is lost.
  ["The cache in `a.ts` isn't cleared, so I will clear it.", 'a.ts のキャッシュが消去されるため、', ['a.ts']],
  // A number of the other part, or of nowhere.
  ['I read 3 files, and then I ran 12 tests.', '12個のファイルを読んで、'],
  ['I read the files, and then I ran the tests.', '12個のファイルを読んで、'],
  ['The 3 tests fail because 5 fixtures are stale.', '3件のフィクスチャが古いため、'],
  // What is denied comes later in Japanese, or earlier.
  ['It skips the line instead of failing, and goes on.', '行をスキップせずに失敗し、'],
  // A name of the other part.
  ['Based on the log, I will change `a.ts`.', 'a.ts に基づいて、', ['a.ts']],
  // The sentence has one part.
  ['The function is called twice for every request.', 'その関数はリクエストごとに、'],
  // Turned round.
  ['The new parser `p` is faster, and it is smaller.', '新しいパーサー p は遅くて、', ['p']],
  // Too short to gain anything, and not a clause.
  ['First I read the file, and then I fix it.', 'まず、'],
  ['The queue is full, so I will wait a little.', 'キューがいっぱいなので'],
  // Negated out of nothing.
  ['The queue is full, so I will wait a little.', 'キューがいっぱいではないので、'],
];

for (const [name, cases, expected] of [
  ['safe', SAFE, true],
  ['unsafe', UNSAFE, false],
] as const) {
  for (const [source, clause, kept = []] of cases) {
    test(`${name}: ${source} → ${clause}`, () => {
      assert.equal(maySpeakEarly({ source: source.replaceAll('`', ''), translation: '', kept }, clause), expected);
    });
  }
}
