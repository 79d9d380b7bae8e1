import assert from 'node:assert/strict';
import { test } from 'node:test';
import { texts, textsSoFar } from './say.ts';

type Case = readonly [name: string, markdown: string, texts: readonly string[]];

const CONSTRUCTS: readonly Case[] = [
  ['a paragraph', 'One thing. Another thing.', ['One thing.', 'Another thing.']],
  ['a wrapped paragraph', 'One thing\nin two lines. Another\nthing.', ['One thing in two lines.', 'Another thing.']],
  ['headings', '# Result\n\nTitle\n===\n## Closed ##\n', ['Result', 'Title', 'Closed']],
  ['a list', '- one\n- two. And more\n* three', ['one', 'two.', 'And more', 'three']],
  ['an ordered list', '1. first\n2. second\n10. tenth', ['first', 'second', 'tenth']],
  ['nested lists', '- one\n  1. two\n     - three\n- four', ['one', 'two', 'three', 'four']],
  ['tasks', '- [x] done\n- [ ] open', ['done', 'open']],
  ['an item of several paragraphs', '- one\n\n  two\n\n- three', ['one', 'two', 'three']],
  ['a block quote', '> Watch out: it\n> is slow.\n\nFine.', ['Watch out: it is slow.', 'Fine.']],
  ['inline code', 'Run `npm test` now.', ['Run npm test now.']],
  ['code with a full stop inside', 'Run `a. B` now.', ['Run a. B now.']],
  ['emphasis', 'This is **very** *important* and __so__ on.', ['This is very important and so on.']],
  ['emphasis over sentences', '**One. Two.** Three.', ['One.', 'Two. Three.']],
  ['strikethrough', 'It is ~~slow~~ fast.', ['It is fast.']],
  ['an item that is struck out as a whole', '- ~~Fix it~~\n- Ship it', ['Fix it', 'Ship it']],
  ['a link', 'See [the docs](https://example.com/a_b#c "Title. More").', ['See the docs.']],
  ['a reference link', 'See [the docs][1] now.\n\n[1]: https://example.com', ['See the docs now.']],
  ['an address', 'See https://example.com/a.b?c=d. Then go.', ['See https://example.com/a.b?c=d.', 'Then go.']],
  ['an image', 'Look: ![a red box](x.png) here.', ['Look: a red box here.']],
  ['an image without words', '![](x.png)', ['An image.']],
  ['html', '<div>\nhidden\n</div>\n\nText <b>bold</b><br>next.', ['Text bold', 'next.']],
  ['a comment', 'One. <!-- hidden --> Two.', ['One.', 'Two.']],
  ['a thematic break', 'One\n\n---\n\nTwo', ['One', 'Two']],
  ['emoji', 'Done ✅ 🎉 👩‍💻 now 🇯🇵 1️⃣ ok.', ['Done now ok.']],
  ['only emoji', '🎉\n\n✅', []],
  ['signs that are no emoji', 'It is © 2026 → v2.', ['It is © 2026 → v2.']],
  ['footnotes', 'It works[^1].\n\n[^1]: Mostly.', ['It works.', 'Mostly.']],
  ['a hard break', 'One  \nTwo\\\nThree', ['One', 'Two', 'Three']],
  ['escapes and entities', '\\*not\\* &lt;b&gt; &amp; &#169;', ['*not* <b> & ©']],
  [
    'terminal colours',
    '\u001b[31mRed\u001b[0m and \u001b]8;;https://a.b\u0007link\u001b]8;;\u001b\\ text.',
    ['Red and link text.'],
  ],
  ['carriage returns', 'One.\r\n\r\nTwo.\rThree.', ['One.', 'Two.', 'Three.']],
  ['invisible characters', 'One\u200b two\u00a0three.', ['One two three.']],
];

const SEGMENTS: readonly Case[] = [
  [
    'abbreviations',
    'Use a tool, e.g. npm, i.e. Node. Dr. Smith vs. Jones.',
    ['Use a tool, e.g. npm, i.e. Node.', 'Dr. Smith vs. Jones.'],
  ],
  ['etc. inside', 'Files, folders, etc. are moved.', ['Files, folders, etc. are moved.']],
  ['etc. at the end', 'Files, folders, etc. The rest stays.', ['Files, folders, etc.', 'The rest stays.']],
  ['decimals', 'It took 3.5 s. Then 1,234.5 more.', ['It took 3.5 s.', 'Then 1,234.5 more.']],
  ['versions', 'Upgrade to v2.0. Then to 3.1.4. Done.', ['Upgrade to v2.0.', 'Then to 3.1.4.', 'Done.']],
  ['file names', 'Edit index.ts. Then run it.', ['Edit index.ts.', 'Then run it.']],
  ['code at the end', 'Edit `index.ts`. Then run it.', ['Edit index.ts.', 'Then run it.']],
  [
    'an ellipsis that goes on',
    'Well... it works… mostly. Wait... What?',
    ['Well... it works… mostly.', 'Wait...', 'What?'],
  ],
  ['quotes and brackets', 'He said "stop." Then (it ended.) Fine.', ['He said "stop."', 'Then (it ended.)', 'Fine.']],
  ['a quotation that goes on', '"Stop!" he said. Fine.', ['"Stop!" he said.', 'Fine.']],
  [
    'a sentence in brackets',
    'This works (see a. It is long) fine. Yes.',
    ['This works (see a. It is long) fine.', 'Yes.'],
  ],
  ['a bracket that never closes', 'This works (see a. It is long. Yes.', ['This works (see a.', 'It is long.', 'Yes.']],
  ['?!', 'Really?! Yes! Why? Because.', ['Really?!', 'Yes! Why?', 'Because.']],
  ['Japanese', '修正しました。テストも通りました！次は？', ['修正しました。', 'テストも通りました！', '次は？']],
  ['a Japanese quotation', '「終わった。」と言いました。次です。', ['「終わった。」と言いました。', '次です。']],
  ['a number before a full stop', 'We have 3. They have 4.', ['We have 3.', 'They have 4.']],
  ['No. with a number', 'See No. 5 first. No. It fails.', ['See No. 5 first.', 'No. It fails.']],
  ['a small sentence that is the first', 'Fixed. Now run it.', ['Fixed.', 'Now run it.']],
  ['a small sentence between others', 'I tried it. Fixed! Now run it.', ['I tried it.', 'Fixed! Now run it.']],
  ['two small ones', 'I tried it. Yes. No. Maybe.', ['I tried it.', 'Yes. No.', 'Maybe.']],
  [
    'a small one before another language',
    'I tried it. Done. 終わりました。',
    ['I tried it.', 'Done.', '終わりました。'],
  ],
  ['a small Japanese one', '直しました。完了。次に進みます。', ['直しました。', '完了。次に進みます。']],
  ['a colon at the end of a line', 'Let me check:\nit works.', ['Let me check:', 'it works.']],
  ['lower case behind a full stop', 'It is done. npm runs.', ['It is done.', 'npm runs.']],
];

const LONG_EN =
  'The parser reads every line of the stream, keeps only what a person wants to hear, drops the tool calls and their results, ' +
  'counts what it does not know, and hands the sentences on to the translator, which works one sentence ahead of the voice';
const LONG_JA =
  'この関数はストリームの各行を読み込み、利用者が聞きたい文章だけを残し、ツールの呼び出しとその結果を取り除き、' +
  '知らない種類の行を数え、そして文を翻訳器に渡しますので、音声が途切れることはありません。';

for (const [name, markdown, expected] of [...CONSTRUCTS, ...SEGMENTS]) {
  test(`sentences: ${name}`, () => assert.deepEqual(texts(markdown), expected));
  test(`sentences: one character at a time: ${name}`, () => {
    assert.deepEqual(texts(Array.from({ length: markdown.length }, (_, i) => markdown.charAt(i))), expected);
  });
}

for (const [name, long] of [
  ['English', LONG_EN],
  ['Japanese', LONG_JA],
] as const) {
  test(`sentences: a long ${name} sentence is cut at the edge of a clause, and no word is lost`, () => {
    const pieces = texts(`${long} Short one.`.replace('。 Short one.', '。'));
    assert.ok(pieces.length >= 2);
    assert.match(pieces[0] ?? '', /[,、]$/);
    const glue = name === 'English' ? ' ' : '';
    assert.ok(pieces.join(glue).startsWith(long));
    for (const piece of pieces) assert.ok(piece.length <= 220, piece);
  });
}

const EARLY: ReadonlyArray<readonly [name: string, soFar: string, texts: readonly string[]]> = [
  ['a sentence and a character more', 'It is done. N', ['It is done.']],
  ['a sentence whose end may be an abbreviation', 'It is done, e.g. N', []],
  ['a version that may go on', 'Use v2.', []],
  ['a line feed', 'It is done.\n', ['It is done.']],
  ['a paragraph', 'No full stop\n\n', ['No full stop']],
  ['an item whose successor has begun', '- no full stop\n- n', ['no full stop']],
  ['an item and a marker', '- no full stop\n- ', []],
  ['an item and its successor', '- no full stop\n- next\n', ['no full stop']],
  ['a line that announces', 'Let me look:\n', ['Let me look:']],
  ['a heading', '# Result\n', ['Result']],
  ['a sentence in an item', '1. It is done. N', ['It is done.']],
  ['a sentence in a quote', '> It is done. N', ['It is done.']],
  ['Japanese', '終わりました。次', ['終わりました。']],
  ['emphasis that is open', 'It is **done. N', []],
  ['emphasis that is closed', '**It is done.** N', ['It is done.']],
  ['code that is open', 'Run `a. N', []],
  ['a link that is open', 'See [the docs. N', []],
  ['a sentence before what is open', 'It is done. **N', ['It is done.']],
  ['a bracket that is open', 'It is (done. N', []],
  ['about a number', 'It took ~5 s. Then', ['It took ~5 s.']],
  ['names with underscores', 'Use a_b_c and d_e. Then', ['Use a_b_c and d_e.']],
  ['a list in brackets', 'Use a[0] and b[1]. Then', ['Use a[0] and b[1].']],
  ['a fence that is closed', '```ts\nx\n```\n', ['A 1-line TypeScript block.']],
];

for (const [name, soFar, expected] of EARLY) {
  test(`sentences: as early as is certain: ${name}`, () => assert.deepEqual(textsSoFar(soFar), expected));
}

test('sentences: markup that never closes does not hold a long paragraph back', () => {
  const text = `A stray \` here. ${'This sentence is plain. '.repeat(100)}`;
  assert.ok(textsSoFar(text).length > 50);
});

test('sentences: a sentence that never ends comes in pieces', () => {
  assert.ok(textsSoFar('and then something happens, '.repeat(100)).length > 5);
  assert.ok(textsSoFar('x'.repeat(10_000)).length > 5);
});

test('sentences: a long text is not read in pieces inside a link', () => {
  const text = `${'word '.repeat(75)}[the words of the link go on and on](https://example.com/a "A title") and on.`;
  const said = texts(text).join(' ');
  assert.ok(said.endsWith('the words of the link go on and on and on.'), said);
});
