import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charBleu } from '../../src/bench/bleu.ts';

const CORPUS = [
  { hypothesis: 'これで24件のテストがすべて通ります。', references: ['24件のテストがすべて通るようになりました。'] },
  { hypothesis: 'サーバーは常に接続を開いています。', references: ['サーバーはすべての接続を開いたままにします。'] },
  { hypothesis: 'a', references: ['b'] },
];

const near = (found: number, expected: number) => assert.ok(Math.abs(found - expected) < 1e-9, `${found}, ${expected}`);

test('charBleu is the figure that sacreBLEU 2.6.0 gives with tokenize="char"', () => {
  near(charBleu(CORPUS), 47.48916945060825);
  near(charBleu(CORPUS.slice(0, 1)), 55.164182703435436);
  near(charBleu([{ hypothesis: '猫が好き a', references: ['犬が嫌い b'] }]), 10.682175159905848);
  near(
    charBleu([
      { hypothesis: 'あいxえお', references: ['あいうえお'] },
      { hypothesis: 'か', references: ['か'] },
    ]),
    30.52367917903923,
  );
});

test('too short for four characters, or nothing, is 0', () => {
  assert.equal(charBleu([{ hypothesis: 'あいう', references: ['あいう'] }]), 0);
  assert.equal(charBleu([]), 0);
});
