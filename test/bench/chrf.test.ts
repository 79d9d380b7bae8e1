import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charBleu } from '../../src/bench/bleu.ts';
import { chrF } from '../../src/bench/chrf.ts';

const CORPUS = [
  { hypothesis: 'これで24件のテストがすべて通ります。', references: ['24件のテストがすべて通るようになりました。'] },
  { hypothesis: 'サーバーは常に接続を開いています。', references: ['サーバーはすべての接続を開いたままにします。'] },
  { hypothesis: 'a', references: ['b'] },
];

test('chrF is the figure that sacreBLEU 2.6.0 gives', () => {
  assert.ok(Math.abs(chrF(CORPUS) - 42.37635293134338) < 1e-9, String(chrF(CORPUS)));
  assert.ok(Math.abs(chrF(CORPUS.slice(0, 1)) - 53.00805549418606) < 1e-9);
});

test('the same text is 100, nothing in common is 0', () => {
  assert.equal(chrF([{ hypothesis: 'はい。', references: ['はい。'] }]), 100);
  assert.equal(chrF([{ hypothesis: 'a', references: ['b'] }]), 0);
  assert.equal(chrF([]), 0);
});

const TWO = [
  {
    hypothesis: 'これで24件のテストがすべて通ります。',
    references: ['24件のテストがすべて通るようになりました。', 'これで24件すべてのテストが成功します。'],
  },
  {
    hypothesis: 'サーバーは常に接続を開いています。',
    references: ['サーバーはすべての接続を開いたままにします。', 'サーバーは、接続を常に開いたままにしています。'],
  },
  { hypothesis: 'ビルドは失敗します。', references: ['構築は失敗する。', 'ビルドが失敗します。'] },
];

test('with several references, too', () => {
  assert.ok(Math.abs(chrF(TWO) - 45.28660178657061) < 1e-9, String(chrF(TWO)));
  assert.ok(Math.abs(charBleu(TWO) - 68.15858617890446) < 1e-9, String(charBleu(TWO)));
});
