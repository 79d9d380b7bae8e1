import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGlossary } from '../../src/guard/glossary.ts';

test('known wrong words for a term are put right, and only where the term stands in the source', () => {
  const glossary = createGlossary();
  assert.equal(glossary.mend('I deleted the branch.', '支店を削除しました。'), 'ブランチを削除しました。');
  assert.equal(glossary.mend('I visited the office.', '支店を訪れました。'), '支店を訪れました。');
});

test('a listing is no section of a chapter, and keeps its numbers', () => {
  const { mend } = createGlossary();
  const said = '第13章第17節は例を示しています。第13章12節にもあります。';
  assert.equal(mend('Listing 13-17 shows it.', said), 'リスト13-17は例を示しています。リスト13-12にもあります。');
  assert.equal(mend('Section 17 of chapter 13 shows it.', said), said);
});

test('a term is a whole word, in any case, also in the plural', () => {
  const { termsOf } = createGlossary({ hook: 'フック', 'pull request': 'プルリク' });
  const found = (text: string) => termsOf(text).map(({ source }) => source);
  assert.deepEqual(found('Two Hooks and a pull  request.'), ['hook', 'pull request']);
  assert.deepEqual(found('A webhook and a useHook and hook_name.'), []);
});

test('terms with signs in them are taken as they are', () => {
  const { termsOf, mend } = createGlossary({ 'C++': 'シープラプラ', '.env': 'ドットエンブ' });
  assert.equal(termsOf('It is C++ code.').length, 1);
  assert.equal(mend('Edit .env first.', '最初に.envを編集します。'), '最初にドットエンブを編集します。');
});

test('the key tells two glossaries apart and does not depend on their order', () => {
  assert.equal(createGlossary({ a: '1', b: '2' }).key, createGlossary({ b: '2', a: '1' }).key);
  assert.notEqual(createGlossary({ a: '1' }).key, createGlossary({ a: '2' }).key);
});
