import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countKana } from '../../src/reading/numbers/counters.ts';
import { matchNumber, rangeKana } from '../../src/reading/numbers/expressions.ts';
import { integerKana } from '../../src/reading/numbers/integers.ts';
import { kanjiNumber } from '../../src/reading/numbers/kanji.ts';

const read = (text: string): string | undefined =>
  matchNumber(text, 0)
    ?.pieces.map(({ kana }) => kana)
    .join('')
    .replace(/ /g, '');

describe('whole numbers', () => {
  const cases: Readonly<Record<string, string>> = {
    0: 'ゼロ',
    10: 'ジュー',
    300: 'サンビャク',
    600: 'ロッピャク',
    8000: 'ハッセン',
    1234: 'センニヒャクサンジューヨン',
    10000: 'イチマン',
    11000000: 'センヒャクマン',
    10000000: 'イッセンマン',
    1000000000000: 'イッチョー',
    '007': 'ゼロゼロナナ',
  };
  for (const [digits, kana] of Object.entries(cases))
    it(`${digits} is ${kana}`, () => assert.equal(integerKana(digits), kana));
});

describe('counters', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['1', '人', 'ヒトリ'],
    ['4', '人', 'ヨニン'],
    ['14', '人', 'ジューヨニン'],
    ['3', '匹', 'サンビキ'],
    ['6', '匹', 'ロッピキ'],
    ['10', '本', 'ジュッポン'],
    ['300', '本', 'サンビャッポン'],
    ['1000', '本', 'センボン'],
    ['3', '分', 'サンプン'],
    ['4', '分', 'ヨンプン'],
    ['30', '分', 'サンジュップン'],
    ['7', '時', 'シチジ'],
    ['2', '冊', 'ニサツ'],
    ['8', '回目', 'ハッカイメ'],
    ['3', '階', 'サンガイ'],
    ['20', '日', 'ハツカ'],
    ['24', '日', 'ニジューヨッカ'],
    ['4', '月', 'シガツ'],
    ['1', 'つ目', 'ヒトツメ'],
    ['3', '桁', 'サンケタ'],
    ['2', '桁', 'フタケタ'],
    ['10', 'ページ', 'ジュッページ'],
    ['1', '件', 'イッケン'],
    ['100', '個', 'ヒャッコ'],
    ['9', '時間', 'クジカン'],
  ];
  for (const [digits, counter, kana] of cases)
    it(`${digits}${counter} is ${kana}`, () => assert.equal(countKana(digits, counter), kana));
  it('knows no counter that is none', () => assert.equal(countKana('3', '日本'), undefined));
});

describe('numbers with signs and units', () => {
  const cases: Readonly<Record<string, string>> = {
    'v2.3.1': 'バージョンニーテンサンテンイチ',
    '3.14': 'サンテンイチヨン',
    '0.5': 'レーテンゴ',
    '85%': 'ハチジューゴパーセント',
    '1.5GB': 'イッテンゴギガバイト',
    '35ms': 'サンジューゴミリビョー',
    '2024-01-15': 'ニセンニジューヨネンイチガツジューゴニチ',
    '10:30': 'ジュージサンジュップン',
    '¥3,500': 'サンゼンゴヒャクエン',
    '#123': 'ヒャクニジューサンバン',
    '1/2': 'ニブンノイチ',
    '-5°C': 'マイナスゴド',
    '16:90': 'ジューロクタイキュージュー',
    '0x1F': 'ゼロエックスイチエフ',
    404: 'ヨンヒャクヨン',
    '14:05:09': 'ジューヨジゴフンキュービョー',
    $20: 'ニジュードル',
    '1,234,567': 'ヒャクニジューサンマンヨンセンゴヒャクロクジューナナ',
    '99.95%': 'キュージューキューテンキューゴパーセント',
    '10km': 'ジュッキロメートル',
    '60fps': 'ロクジューエフピーエス',
  };
  for (const [text, kana] of Object.entries(cases)) it(`${text} is ${kana}`, () => assert.equal(read(text), kana));

  it('reads waves and hyphens between numbers', () => {
    assert.equal(rangeKana('3〜5', 1), 'カラ');
    assert.equal(rangeKana('3-5行', 1), 'カラ');
    assert.equal(rangeKana('13-21の', 2), 'ノ');
    assert.equal(rangeKana('a-b', 1), undefined);
  });
});

it('reads numbers in kanji', () => {
  assert.equal(kanjiNumber('三百二十一'), '321');
  assert.equal(kanjiNumber('二〇二五'), '2025');
  assert.equal(kanjiNumber('3万5千'), '35000');
  assert.equal(kanjiNumber('十'), '10');
  assert.equal(kanjiNumber('東京'), undefined);
});
