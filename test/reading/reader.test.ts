import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEVELOPER_SENTENCES } from '../../src/bench/reading/developer-sentences.ts';
import { normaliseKana } from '../../src/bench/reading/kana.ts';
import { cacheHome } from '../../src/models/home.ts';
import { createReader } from '../../src/reading/reader.ts';
import type { Reader } from '../../src/reading/types.ts';
import { dictionaryFor } from '../helpers/dictionary.ts';
import { skipUnless } from '../helpers/require.ts';
import { miniDictionary } from './mini-dictionary.ts';

const NETWORK = join(cacheHome(process.env), 'models', 'e2k', 'model-c2k-turbo.safetensors');
const skipNetwork = skipUnless(existsSync(NETWORK), 'no network for English words', 'npx stream-tts models pull e2k');

const feature = (pos: string, kana: string): string => `${pos},*,*,*,*,*,*,${kana},${kana},0/1,*`;
const mini = createReader(
  miniDictionary([
    { surface: '本', cost: 3000, feature: feature('名詞,一般', 'ホン') },
    { surface: '匹', cost: 3000, feature: feature('名詞,接尾', 'ヒキ') },
    { surface: 'を', cost: 100, feature: feature('助詞,格助詞', 'ヲ') },
    { surface: '読ん', cost: 3000, feature: feature('動詞,自立', 'ヨン') },
    { surface: 'だ', cost: 100, feature: feature('助動詞,*', 'ダ') },
    { surface: '。', cost: 100, feature: feature('記号,句点', '。') },
  ]),
);

describe('a reader over a few words', () => {
  it('gives words, kana and phonemes', () => {
    const reading = mini.read('本を読んだ。');
    assert.equal(reading.kana, 'ホンオヨンダ。');
    assert.equal(reading.phonemes, 'hoɴ o jonda.');
    assert.deepEqual(
      reading.words.map(({ surface, kana }) => `${surface}/${kana}`),
      ['本/ホン', 'を/オ', '読ん/ヨン', 'だ/ダ', '。/。'],
    );
  });

  it('keeps surfaces as they are written', () => {
    const reading = mini.read('３匹を GitHub で');
    assert.deepEqual(
      reading.words.slice(0, 3).map(({ surface, kana }) => `${surface}/${kana}`),
      ['３匹/サンビキ', 'を/オ', 'GitHub/ギットハブ'],
    );
  });

  it('takes any string', () => takesAnything(mini));
});

describe('a reader over the dictionary', () => {
  it('reads developer sentences as Japanese developers say them', (test) => {
    const dictionary = dictionaryFor(test);
    if (!dictionary) return;
    const reader = createReader(dictionary);
    const wrong = DEVELOPER_SENTENCES.filter(
      ([text, want]) => normaliseKana(reader.read(text).kana) !== normaliseKana(want),
    );
    assert.ok(wrong.length <= DEVELOPER_SENTENCES.length * 0.03, wrong.join('\n'));
  });

  it('chooses between readings by context', (test) => {
    const dictionary = dictionaryFor(test);
    if (!dictionary) return;
    const reader = createReader(dictionary);
    const has = (text: string, kana: string) => assert.ok(reader.read(text).kana.includes(kana), `${text} ${kana}`);
    has('作業を行った。', 'オコナッタ');
    has('東京へ行った。', 'イッタ');
    has('穴の開いた袋。', 'アイタ');
    has('十分に速い。', 'ジューブンニ');
    has('空の配列を返す。', 'カラノハイレツ');
    has('青い空を見る。', 'ソラ');
    has('もう一度行こう。', 'イコー');
    has('睡眠不足です。', 'スイミンブソク');
    has('不足しています。', 'フソク');
    has('損害を被る。', 'コームル');
  });

  it('reads about so many, and how many hundreds', (test) => {
    const dictionary = dictionaryFor(test);
    if (!dictionary) return;
    const reader = createReader(dictionary);
    const reads = (text: string, kana: string) => assert.equal(reader.read(text).kana, kana);
    reads('二三日待つ', 'ニサンニチマツ');
    reads('四五人で', 'シゴニンデ');
    reads('一二歩', 'イチニホ');
    reads('二十三日', 'ニジューサンニチ');
    reads('何百万', 'ナンビャクマン');
    reads('何千件も', 'ナンゼンケンモ');
  });

  it('asks the network only about words that nothing else knows', { skip: skipNetwork }, (test) => {
    const dictionary = dictionaryFor(test);
    if (!dictionary) return;
    const reader = createReader(dictionary, { network: readFileSync(NETWORK), terms: { scenario: 'シナリヨ' } });
    assert.equal(reader.read('GitHub').kana, 'ギットハブ');
    assert.equal(reader.read('scenario').kana, 'シナリヨ');
    assert.equal(reader.read('cleanup').kana, 'クリーンアップ');
    assert.notEqual(createReader(dictionary).read('cleanup').kana, 'クリーンアップ');
  });

  it("lets the user's terms win", (test) => {
    const dictionary = dictionaryFor(test);
    if (!dictionary) return;
    const reader = createReader(dictionary, { terms: { GitHub: 'ジットハブ' } });
    assert.match(reader.read('githubです').kana, /^ジットハブ/);
  });

  it('takes any string', (test) => {
    const dictionary = dictionaryFor(test);
    if (dictionary) takesAnything(createReader(dictionary));
  });
});

function takesAnything(reader: Reader): void {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '本を',
      '3匹',
      'v1.',
      'src/',
      ':42',
      '--',
      '👍🏽',
      '\ud83d',
      '\udc4d',
      'مرحبا',
      '〜',
      '1,',
      '#',
      '@',
      '々',
      'ー',
      'ｶﾞ',
      '-1',
      '1/0',
      'valueOf',
      '__proto__',
      '０',
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const reading = reader.read(text);
      assert.equal(reading.text, text);
      assert.equal(reading.words.map(({ kana }) => kana).join(''), reading.kana);
      let at = 0;
      for (const { surface } of reading.words) {
        const found = text.indexOf(surface, at);
        assert.ok(found >= at, surface);
        at = found + surface.length;
      }
    }),
  );
}
