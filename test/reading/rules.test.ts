import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AMBIGUOUS_SENTENCES } from '../../src/bench/reading/ambiguous-sentences.ts';
import { normaliseKana } from '../../src/bench/reading/kana.ts';
import { TERMS } from '../../src/reading/latin/terms.ts';
import { createAnalyser } from '../../src/reading/mecab/analyser.ts';
import { ownTerms } from '../../src/reading/own-terms.ts';
import { createReader } from '../../src/reading/reader.ts';
import type { Reader } from '../../src/reading/types.ts';
import { dictionaryFor } from '../helpers/dictionary.ts';
import { miniDictionary } from './mini-dictionary.ts';

let kept: Reader | undefined;
const readerFor = (test: TestContext): Reader | undefined => {
  const dictionary = dictionaryFor(test);
  if (dictionary) kept ??= createReader(dictionary);
  return kept;
};
const reads = (reader: Reader, cases: Readonly<Record<string, string>>): void => {
  for (const [text, kana] of Object.entries(cases)) assert.equal(reader.read(text).kana, kana, text);
};

describe('the analyser with words and costs of our own', () => {
  const mini = miniDictionary([
    { surface: '境', cost: 2000, feature: '名詞,一般,*,*,*,*,境,サカイ,サカイ,*,*' },
    { surface: '内奥', cost: 2000, feature: '名詞,一般,*,*,*,*,内奥,ナイオウ,ナイオー,*,*' },
    { surface: '奥', cost: 2000, feature: '名詞,一般,*,*,*,*,奥,オク,オク,*,*' },
  ]);
  const surfaces = (options: Parameters<typeof createAnalyser>[1]): string[] =>
    createAnalyser(mini, options)
      .analyse('境内奥')
      .tokens.map(({ start, end }) => '境内奥'.slice(start, end));

  it('takes a word that the dictionary lacks where the whole is cheaper', () => {
    assert.deepEqual(surfaces({}), ['境', '内奥']);
    const surcharge = (_pos: string, bytes: number) => (bytes > 3 ? 3000 : 0);
    assert.deepEqual(surfaces({ extra: [{ surface: '境内', kana: 'ケーダイ' }], surcharge }), ['境内', '奥']);
  });

  it('asks for a surcharge by part of speech and length', () => {
    const asked: string[] = [];
    surfaces({ surcharge: (pos, bytes) => asked.push(`${pos} ${bytes}`) * 0 });
    assert.deepEqual(asked.sort(), ['名詞,一般,*,* 3', '名詞,一般,*,* 6']);
  });
});

describe('words by context', () => {
  it('reads everyday words with several readings', (test) => {
    const reader = readerFor(test);
    if (!reader) return;
    const wrong = AMBIGUOUS_SENTENCES.filter(
      ([text, kana]) => !normaliseKana(reader.read(text).kana).includes(normaliseKana(kana)),
    );
    assert.ok(wrong.length <= 3, wrong.join('\n'));
  });

  it('knows suffixes and prefixes by the kind of the word beside them', (test) => {
    const reader = readerFor(test);
    if (!reader) return;
    reads(reader, {
      相談所: 'ソーダンジョ',
      発電所: 'ハツデンショ',
      案内人: 'アンナイニン',
      外国人: 'ガイコクジン',
      骨密度: 'コツミツド',
      外務相: 'ガイムショー',
      過去形: 'カコケー',
      測定値: 'ソクテーチ',
      その年最大の: 'ソノトシサイダイノ',
    });
  });

  it('says repeat signs, and endings once', (test) => {
    const reader = readerFor(test);
    if (!reader) return;
    reads(reader, {
      人々: 'ヒトビト',
      何々を: 'ナニナニオ',
      一人々々に: 'ヒトリヒトリニ',
      藍染めの布: 'アイゾメノヌノ',
      お役立てください: 'オヤクダテクダサイ',
      癒やした: 'イヤシタ',
      捻くれている: 'ヒネクレテイル',
    });
  });

  it('keeps words whole', (test) => {
    const reader = readerFor(test);
    if (!reader) return;
    reads(reader, {
      営業時間内に: 'エーギョージカンナイニ',
      境内奥: 'ケーダイオク',
      清和源氏は: 'セーワゲンジワ',
      神聖ローマ帝国: 'シンセーローマテーコク',
      茨木市: 'イバラキシ',
      外そうとする: 'ハズソートスル',
    });
  });

  it('reads the signs of names and of lists', (test) => {
    const reader = readerFor(test);
    if (!reader) return;
    reads(reader, {
      'ジャン＝ポール': 'ジャン・ポール',
      'x＝3': 'エックスイコールサン',
      ヱビス: 'エビス',
      '月・水・金': 'ゲツ・スイ・キン',
      ｻｰﾊﾞｰを１２台: 'サーバーオジューニダイ',
      '東京〜大阪': 'トーキョー〜オーサカ',
    });
  });
});

describe("the user's own terms", () => {
  it('win over the dictionary, the rules, numbers and the table, in Japanese too', (test) => {
    const dictionary = dictionaryFor(test);
    if (!dictionary) return;
    const terms = {
      氷刃: 'こおりば',
      方: 'ケタ',
      v2: 'ブイツー',
      'Node.js': 'ノード',
      三匹: 'ミヒキ',
      'C++': 'シープラ',
    };
    const reader = createReader(dictionary, { terms });
    reads(reader, {
      氷刃が光る: 'コオリバガヒカル',
      こちらの方が: 'コチラノケタガ',
      方法: 'ホーホー',
      v2を使う: 'ブイツーオツカウ',
      v21: 'バージョンニジューイチ',
      'node.jsとC++': 'ノードトシープラ',
      三匹の犬: 'ミヒキノイヌ',
    });
  });

  it('are words by themselves, the longest first', () => {
    const { match } = ownTerms({ 氷刃: 'ヒョー', 氷刃剣: 'ヒョーケン', 本: 'モト', nginx: 'エヌ' });
    assert.equal(match('氷刃剣だ', 0)?.pieces[0]?.kana, 'ヒョーケン');
    assert.equal(match('氷刃だ', 0)?.end, 2);
    assert.equal(match('本', 0), undefined);
    assert.equal(match('nginx', 0), undefined);
  });
});

it('knows at least 1,000 terms of developers', () => assert.ok(TERMS.size >= 1000));
