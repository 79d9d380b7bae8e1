import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEnglishReader } from '../../../src/reading/english/reader.ts';
import { spelledOut } from '../../../src/reading/english/spelling.ts';

/** Words in the dictionary's own form, and the names of all letters as a sign for each. */
const letters = Object.fromEntries(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => [letter, `ˈ${letter.toLowerCase()}`]),
);
const words =
  'one two three four five six seven eight nine ten twelve fourteen twenty thirty forty hundred thousand point dot';
const reader = createEnglishReader(
  JSON.stringify({
    ...letters,
    ...Object.fromEntries(words.split(' ').map((word) => [word, word.toUpperCase()])),
    apple: 'ˈæpᵊl',
    hook: 'hˈʊk',
    hit: 'hˈɪt',
    pass: 'pˈæs',
    push: 'pˈʊʃ',
    Monday: 'mˈʌndˌA',
    read: { DEFAULT: 'ɹˈid', VBN: 'ɹˈɛd' },
    record: { DEFAULT: 'ɹəkˈɔɹd', NOUN: 'ɹˈɛkəɹd', VERB: 'ɹəkˈɔɹd' },
    the: 'ði',
    to: 'tu',
    use: 'jˈuz',
    have: 'hæv',
    web: 'wˈɛb',
  }),
);
const said = (text: string) => reader.read(text).phonemes;

describe('English', () => {
  const cases: ReadonlyArray<readonly [written: string, phonemes: string]> = [
    ['Apple', 'ˈæpᵊl'],
    ['monday', 'mˈʌndˌA'],
    ['the hook, the apple', 'ðə hˈʊk, ði ˈæpᵊl'],
    ['passed, pushes, hitting, hooks', 'pˈæst, pˈʊʃᵻz, hˈɪTɪŋ, hˈʊks'],
    ['webhook', 'wˈɛbhˌʊk'],
    ['repush', 'ɹipˈʊʃ'],
    ['useHook', 'jˈuz hˈʊk'],
    ['npm', 'ˌnˌpˈm'],
    ['APIs', 'ˌaˌpˈiz'],
    ['JSON', 'ʤˈAsᵊn'],
    ['main.ts', 'mˈAn DOT ˌtˈs'],
    ['I have read, I read', 'ˌI hæv ɹˈɛd, ˌI ɹˈid'],
    ['the record, to record', 'ðə ɹˈɛkəɹd, tə ɹəkˈɔɹd'],
    ['(apple) “hook”.', '(ˈæpᵊl) “hˈʊk”.'],
    ['1,240', 'ONE THOUSAND TWO HUNDRED FORTY'],
    ['3.14', 'THREE POINT ONE FOUR'],
    ['v2.10.4', 'ˈv TWO POINT TEN POINT FOUR'],
    ['in 2012', 'ɪn TWENTY TWELVE'],
    ['2012', 'TWO THOUSAND TWELVE'],
    ['14:30', 'FOURTEEN THIRTY'],
    ['日本', ''],
    ['—', '—'],
    ['', ''],
  ];
  for (const [written, phonemes] of cases)
    it(`reads ${JSON.stringify(written)}`, () => assert.equal(said(written), phonemes));

  it('gives phonemes for every word, known or not', () => {
    for (const word of ['blorf', 'frobnicator', 'xyzzy', 'Zażółć', 'hmm', 'WYSIWYG', 'a', "o'clock"]) {
      assert.match(said(word), /\p{L}/u, word);
    }
  });

  it('reads what is in no dictionary by its spelling, stressed once', () => {
    assert.equal(spelledOut('blorfing'), 'blˈɔɹfɪŋ');
    assert.equal(spelledOut('knight'), 'nˈIt');
    assert.equal(spelledOut('quake'), 'kwˈAk');
    assert.equal(spelledOut('phantom'), 'fˈæntɑm');
  });

  it('refuses a dictionary that is none', () => {
    for (const json of ['[1]', '{"a":1}', 'x', 'null']) assert.throws(() => createEnglishReader(json));
  });
});
