import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { KANA_PHONEMES, MARK_PHONEMES } from '../../src/reading/phoneme-table.ts';
import { phonemes, wordPhonemes } from '../../src/reading/phonemes.ts';

/** The vocabulary of Kokoro-82M v1.0 (its config.json), without the symbols that only other languages use. */
const VOCABULARY = new Set(
  ';:,.!?—…"()“” ̃ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ',
);

const spoken = (text: string) => phonemes(text.split(' ').map((kana) => ({ kana })));

describe('phonemes', () => {
  it('takes digraphs before single kana', () => {
    assert.equal(wordPhonemes('キャッシュ'), 'kʲaʔɕɨ');
    assert.equal(wordPhonemes('ファイル'), 'ɸaiɾɯ');
    assert.equal(wordPhonemes('ティー'), 'tʲiː');
    assert.equal(wordPhonemes('ヴァ'), 'va');
  });

  it('fits ン to the sound that follows in the same word', () => {
    assert.equal(wordPhonemes('サンポ'), 'sampo');
    assert.equal(wordPhonemes('サンカ'), 'saŋka');
    assert.equal(wordPhonemes('サンチ'), 'saɲʨi');
    assert.equal(wordPhonemes('サンタ'), 'santa');
    assert.equal(wordPhonemes('ホンヤ'), 'hoɴja');
    assert.equal(spoken('ホン ガ'), 'hoɴ ɡa');
  });

  it('joins what is one word', () => {
    assert.equal(phonemes([{ kana: 'イッ' }, { kana: 'タ', joins: true }]), 'iʔta');
    assert.equal(phonemes([{ kana: 'ホン' }, { kana: 'バコ', joins: true }]), 'hombako');
  });

  it('keeps punctuation, without a space before it', () => {
    assert.equal(spoken('コレ ワ 、 「 テスト 」 デス 。'), 'koɾe βa, “tesɨto” desɨ.');
    assert.equal(spoken('ナニ ？ ！'), 'naɲi?!');
    assert.equal(spoken('ア … イ'), 'a… i');
  });

  it('makes a digraph of any kana and a small vowel', () => {
    assert.equal(wordPhonemes('スィ'), 'si');
    assert.equal(wordPhonemes('ァ'), 'a');
  });

  it('gives only symbols of the vocabulary', () => {
    for (const value of [...Object.values(KANA_PHONEMES), ...Object.values(MARK_PHONEMES)]) {
      for (const symbol of value) assert.ok(VOCABULARY.has(symbol), `${value}: ${symbol}`);
    }
    const kana = fc.stringMatching(/^[ァ-ヺー、。！？「」・ a-z]*$/);
    fc.assert(
      fc.property(fc.array(kana), (words) => {
        for (const symbol of phonemes(words.map((word) => ({ kana: word })))) assert.ok(VOCABULARY.has(symbol), symbol);
      }),
    );
  });
});
