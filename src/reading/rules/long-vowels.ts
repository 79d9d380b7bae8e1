import { vowelOf } from '../kana.ts';
import { isPos, type MorphRule } from '../morph.ts';

/** The volitional う only lengthens what is before it: 行こう is イコー. */
export const lengthenVolitional: MorphRule = (morphs) =>
  morphs.map((morph, index) => {
    const before = morphs[index - 1];
    const volitional = isPos(morph, '助動詞') && morph.surface === 'う' && morph.kana === 'ウ';
    return volitional && vowelOf(before?.kana.at(-1)) === 'オ' ? { ...morph, kana: 'ー' } : morph;
  });
