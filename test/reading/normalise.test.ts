import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalise } from '../../src/reading/normalise.ts';

describe('normalise', () => {
  const cases: Readonly<Record<string, string>> = {
    ＡＢＣ１２３: 'ABC123',
    ｶﾞｷﾞｸﾞ: 'ガギグ',
    'か\u3099': 'が',
    café: 'cafe',
    '①': '1',
    '５０㎏': '50kg',
    'すごい〜。': 'すごいー。',
    '東京〜大阪': '東京〜大阪',
    'a\tb': 'a b',
  };
  for (const [text, plain] of Object.entries(cases))
    it(`${JSON.stringify(text)} is ${plain}`, () => assert.equal(normalise(text).plain, plain));

  it('knows where every unit came from', () => {
    const { plain, wide, sourceAt } = normalise('ｶﾞ㎏x');
    assert.equal(plain, 'ガkgx');
    assert.equal(wide.length, plain.length);
    assert.deepEqual(sourceAt, [0, 2, 2, 3, 4]);
  });

  it('takes any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const { plain, wide, sourceAt } = normalise(text);
        assert.equal(wide.length, plain.length);
        assert.equal(sourceAt.length, plain.length + 1);
        assert.equal(sourceAt.at(-1), text.length);
      }),
    );
  });
});
