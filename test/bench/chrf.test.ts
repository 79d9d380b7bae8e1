import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chrF } from '../../src/bench/chrf.ts';

const CORPUS = [
  { hypothesis: 'これで24件のテストがすべて通ります。', reference: '24件のテストがすべて通るようになりました。' },
  { hypothesis: 'サーバーは常に接続を開いています。', reference: 'サーバーはすべての接続を開いたままにします。' },
  { hypothesis: 'a', reference: 'b' },
];

test('chrF is the figure that sacreBLEU 2.6.0 gives', () => {
  assert.ok(Math.abs(chrF(CORPUS) - 42.37635293134338) < 1e-9, String(chrF(CORPUS)));
  assert.ok(Math.abs(chrF(CORPUS.slice(0, 1)) - 53.00805549418606) < 1e-9);
});

test('the same text is 100, nothing in common is 0', () => {
  assert.equal(chrF([{ hypothesis: 'はい。', reference: 'はい。' }]), 100);
  assert.equal(chrF([{ hypothesis: 'a', reference: 'b' }]), 0);
  assert.equal(chrF([]), 0);
});
