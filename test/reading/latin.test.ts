import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { latinMatcher } from '../../src/reading/latin/expressions.ts';
import { soundOut } from '../../src/reading/latin/graphemes.ts';
import { TERMS } from '../../src/reading/latin/terms.ts';
import { createLatinReader, splitIdentifier } from '../../src/reading/latin/words.ts';

const latin = createLatinReader(() => undefined, { Kokoro: 'ココロチャン' });
const match = latinMatcher(latin);
const read = (text: string): string | undefined =>
  match(text, 0)
    ?.pieces.map(({ kana }) => kana)
    .join('');

describe('words in Latin letters', () => {
  const cases: Readonly<Record<string, string>> = {
    GitHub: 'ギットハブ',
    npm: 'エヌピーエム',
    'pull request': 'プルリクエスト',
    'Pull Requests': 'プルリクエスト',
    useEffect: 'ユースエフェクト',
    'Node.js': 'ノードジェイエス',
    getUserById: 'ゲットユーザーバイアイディー',
    'getUserById()': 'ゲットユーザーバイアイディー',
    max_tokens: 'マックストークン',
    'my-app': 'マイアップ',
    API: 'エーピーアイ',
    XYZ: 'エックスワイゼット',
    '--no-cache': 'ノーキャッシュ',
    'src/app.ts:42': 'ソーススラッシュアップドットティーエスヨンジューニギョーメ',
    './src/index.ts': 'ソーススラッシュインデックスドットティーエス',
    '.env': 'ドットエンブ',
    'https://github.com/foo?x=1': 'ギットハブドットコムスラッシュフー',
    'localhost:3000': 'ローカルホストサンゼン',
    'C++': 'シープラスプラス',
    README: 'リードミー',
    fetching: 'フェッチング',
    abc1234: 'エービーシーイチニーサンヨン',
  };
  for (const [text, kana] of Object.entries(cases)) it(`${text} is ${kana}`, () => assert.equal(read(text), kana));

  it("takes the user's terms first", () => assert.equal(read('kokoro'), 'ココロチャン'));
  it('covers what it read, piece by piece', () => {
    for (const text of Object.keys(cases)) {
      const span = match(text, 0);
      assert.equal(span?.pieces.map(({ surface }) => surface).join(''), text);
    }
  });
  it('cuts identifiers', () => {
    assert.deepEqual(splitIdentifier('parseHTTPResponse2xx'), ['parse', 'HTTP', 'Response', '2', 'xx']);
    assert.deepEqual(splitIdentifier('APIs'), ['APIs']);
    assert.deepEqual(splitIdentifier('__init__'), ['__', 'init', '__']);
  });
});

describe('English spelling', () => {
  const cases: Readonly<Record<string, string>> = {
    station: 'ステーション',
    function: 'ファンクション',
    graceful: 'グラセフル',
    benchmark: 'ベンチマーク',
    electric: 'エレクトリック',
    stream: 'ストリーム',
  };
  for (const [word, kana] of Object.entries(cases)) it(`${word} is ${kana}`, () => assert.equal(soundOut(word), kana));

  it('gives katakana for anything', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z]{1,20}$/), (word) => assert.match(soundOut(word), /^[ァ-ヺー]*$/)));
  });
});

it('has more than a thousand terms, all in katakana', () => {
  assert.ok(TERMS.size > 1000);
  for (const [word, kana] of TERMS) assert.match(kana, /^[ァ-ヺー]+$/, word);
});
