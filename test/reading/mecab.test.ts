import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createAnalyser } from '../../src/reading/mecab/analyser.ts';
import { widen } from '../../src/reading/normalise.ts';
import { dictionaryDirectory, dictionaryFor, skipOrFail } from '../helpers/dictionary.ts';
import { miniDictionary } from './mini-dictionary.ts';

const feature = (pos: string, kana: string): string => `${pos},*,*,*,*,*,*,${kana},${kana},0/1,*`;
const WORDS = [
  { surface: '東', cost: 4000, feature: feature('名詞', 'ヒガシ') },
  { surface: '東京', cost: 3000, feature: feature('名詞', 'トーキョー') },
  { surface: '京都', cost: 3000, feature: feature('名詞', 'キョート') },
  { surface: '都', cost: 2500, feature: feature('名詞', 'ト') },
  { surface: '都', cost: 2600, feature: feature('名詞', 'ミヤコ') },
  { surface: 'に', cost: 100, feature: feature('助詞', 'ニ') },
];

describe('the analyser over a dictionary made here', () => {
  const analyser = createAnalyser(miniDictionary(WORDS));
  const cut = (text: string): string[] => analyser.analyse(text).tokens.map(({ start, end }) => text.slice(start, end));

  it('takes the cheapest path', () => {
    assert.deepEqual(cut('東京都に'), ['東京', '都', 'に']);
    assert.equal(analyser.analyse('東京都に').cost, 3000 + 2500 + 100);
  });

  it('takes the cheaper of two words written alike', () => {
    assert.equal(analyser.analyse('都').tokens[0]?.feature.split(',')[8], 'ト');
  });

  it('groups unknown characters of one category and skips spaces', () => {
    assert.deepEqual(cut('アイウに  ＡＢに'), ['アイウ', 'に', 'ＡＢ', 'に']);
    assert.deepEqual(cut('  '), []);
    assert.deepEqual(cut(''), []);
  });

  it('keeps fixed words whole', () => {
    const { tokens } = analyser.analyse('東京都に', [{ start: 1, end: 3, category: 'ALPHA' }]);
    assert.deepEqual(
      tokens.map(({ start, end, kind }) => [start, end, kind]),
      [
        [0, 1, 'known'],
        [1, 3, 'fixed'],
        [3, 4, 'known'],
      ],
    );
  });

  it('finds all words written exactly so', () => {
    assert.equal(analyser.lookUp('都').length, 2);
    assert.deepEqual(analyser.lookUp('東京都'), []);
  });

  it('refuses files that are cut short', () => {
    const bytes = miniDictionary(WORDS);
    assert.throws(() => createAnalyser({ ...bytes, sys: bytes.sys.subarray(0, 100) }), RangeError);
    assert.throws(() => createAnalyser({ ...bytes, sys: new Uint8Array(3) }), RangeError);
  });

  it('finds the same in a file of which it reads stretches, however long a feature is', () => {
    const long = { surface: '北', cost: 4000, feature: feature('名詞', 'キタ'.repeat(300)) };
    const words = [...WORDS, long];
    const bytes = miniDictionary(words);
    const asked: number[] = [];
    const read = (start: number, end: number) => {
      asked.push(Math.min(end, bytes.sys.length) - start);
      return bytes.sys.slice(start, end);
    };
    const sys = { byteLength: bytes.sys.length, read };
    const [whole, stretches] = [createAnalyser(bytes), createAnalyser({ ...bytes, sys })];
    const opened = asked.reduce((sum, length) => sum + length, 0);
    for (const { surface } of words) {
      assert.deepEqual(stretches.analyse(surface), whole.analyse(surface));
      assert.deepEqual(stretches.lookUp(surface), whole.lookUp(surface));
    }
    const features = words.reduce((sum, word) => sum + new TextEncoder().encode(word.feature).length, 0);
    assert.ok(opened < bytes.sys.length - features + 100, `${opened} of ${bytes.sys.length} bytes are read at once`);
    assert.throws(() => createAnalyser({ ...bytes, sys: { ...sys, byteLength: sys.byteLength - 1 } }), RangeError);
  });

  it('reads bytes that do not start on a word of memory', () => {
    const bytes = miniDictionary(WORDS);
    const shifted = new Uint8Array(bytes.sys.length + 1);
    shifted.set(bytes.sys, 1);
    const odd = createAnalyser({ ...bytes, sys: shifted.subarray(1) });
    assert.equal(odd.analyse('東京都に').cost, 5600);
  });
});

/** From ITA (Unlicense) and ROHAN4600 (CC0), by Masanori Morise, and from this project. */
const SENTENCES = [
  'スティーヴはジェーンから手紙をもらった。',
  'ストラットフォード・オン・エイヴォンは、シェイクスピアの生まれたところですが、毎年多くの観光客が訪れます。',
  '彼が解雇されるとは妙な話だ。',
  'そのいたずら娘は何食わぬ顔をした。',
  'プツォンツィで、シュアイジャオを極めるぞ。',
  'ギラギラとした日差しの中、チグゥはスクォミッシ語を話す。',
  '私事で恐縮ですが、しばしお暇を頂戴したく存じます。',
  'すもももももももものうち',
  'GitHubのREADMEを 更新 しました。v2.3.1 (2024/7/4) です!!',
  'ｶﾀｶﾅ①②③〜々ゝ　　全角　空白',
  '👍絵文字と𠮷野家と한국어とالعربية',
  'ああああああああああああああああああああああああああああああああああああああああ',
  'アアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアアア',
  '一二三四五六七八九十百千万億兆、１２３４５６７８９０',
];

it('cuts as the program mecab does with the same files, at the same cost', (test) => {
  const dictionary = dictionaryFor(test);
  const directory = dictionaryDirectory();
  if (!dictionary || directory === undefined) return;
  if (!hasMecab()) return skipOrFail(test, 'no program mecab here: apt-get install mecab');
  const lines = SENTENCES.flatMap((sentence) => [sentence, widen(sentence)]);
  const analyser = createAnalyser(dictionary);
  const ours = lines.map((line) => {
    const { tokens, cost } = analyser.analyse(line);
    return [
      ...tokens.map((token) => [line.slice(token.start, token.end), token.feature, token.cost].join('\t')),
      `EOS\t${cost}`,
    ];
  });
  assert.deepEqual(ours.flat(), mecab(directory, lines));
});

function hasMecab(): boolean {
  try {
    execFileSync('mecab', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function mecab(directory: string, lines: readonly string[]): string[] {
  const temporary = mkdtempSync(join(tmpdir(), 'stream-tts-mecab-'));
  try {
    for (const name of ['sys.dic', 'matrix.bin', 'char.bin', 'unk.dic'])
      symlinkSync(join(directory, name), join(temporary, name));
    const settings =
      'config-charset = UTF-8\ncost-factor = 800\nbos-feature = BOS/EOS,*,*,*,*,*,*,*,*\neval-size = 8\nunk-eval-size = 4\n';
    writeFileSync(join(temporary, 'dicrc'), settings);
    const format = '%m\\t%H\\t%pc\\n';
    const args = ['-r', '/dev/null', '-d', temporary, '-F', format, '-U', format, '-E', 'EOS\\t%pc\\n'];
    return execFileSync('mecab', args, { input: `${lines.join('\n')}\n`, encoding: 'utf8' })
      .trimEnd()
      .split('\n');
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
