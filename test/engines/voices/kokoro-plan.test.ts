import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Front, planBreaths } from '../../../src/engines/voices/kokoro/plan.ts';
import { cutPhonemes, parseVocabulary, speakable, toTokens } from '../../../src/engines/voices/kokoro/tokens.ts';
import { clauses } from '../../../src/reading/clauses.ts';

/** Every sign is a syllable, and its own phonemes. */
const front: Front = {
  clauses,
  read: (text) => ({ phonemes: text.replace(/[^\p{P}\p{S}\s]/gu, 'ka ').trim() }),
};
const vocabulary = new Map([...'ka 、。'].map((symbol, id) => [symbol, id + 1] as const));

describe('the plan of an utterance', () => {
  it('has one breath for a short sentence, and no pause after it', () => {
    const breaths = planBreaths('テストが終わりました。', front, vocabulary);
    assert.deepEqual(
      breaths.map(({ pauseMs }) => pauseMs),
      [0],
    );
  });

  it('pauses longer between sentences than between clauses', () => {
    const text = '設定ファイルを読み込んだあと、サーバーをもう一度起動しておきます。終わりました。';
    assert.deepEqual(
      planBreaths(text, front, vocabulary).map(({ pauseMs }) => pauseMs),
      [100, 580, 0],
    );
  });

  it('does not cut off a short first clause when there is time', () => {
    const text = '設定を読み込んだあと、サーバーを起動します。';
    assert.equal(planBreaths(text, front, vocabulary).length, 2);
    assert.equal(planBreaths(text, front, vocabulary, 100).length, 1);
    assert.equal(planBreaths(text, front, vocabulary, Number.NEGATIVE_INFINITY).length, 2);
  });

  it('loses nothing of a long text, and gives the model no more than it can take', () => {
    for (const text of ['あ'.repeat(2000), 'これはテストです。'.repeat(200), 'とても長い文の中で、'.repeat(200)]) {
      const breaths = planBreaths(text, front, vocabulary);
      assert.ok(breaths.every(({ tokens }) => tokens.length > 0 && tokens.length <= 240));
      const k = vocabulary.get('k');
      const said = breaths.flatMap(({ tokens }) => tokens).filter((token) => token === k).length;
      assert.equal(said, text.replace(/[、。]/gu, '').length);
    }
  });

  it('is empty where there is nothing to say', () => {
    assert.deepEqual(planBreaths('……。！', front, vocabulary), []);
  });
});

describe('tokens', () => {
  it('leave out what the model does not know', () => {
    assert.deepEqual(toTokens(' kaXa🎉 ', vocabulary), [1, 2, 2]);
  });

  it('are cut at spaces where there are some', () => {
    assert.deepEqual(cutPhonemes('kaka kaka ka', 6), ['kaka', 'kaka', 'ka']);
    assert.deepEqual(cutPhonemes('kakakaka', 3), ['kak', 'aka', 'ka']);
    assert.deepEqual(cutPhonemes('  ', 3), []);
  });

  it('know sound from marks', () => {
    assert.deepEqual(['ɴ', 'ka', '。 —', '', 'ʔ'].map(speakable), [true, true, false, false, false]);
  });

  it('refuse a vocabulary that is none', () => {
    assert.deepEqual([...parseVocabulary('{"vocab":{"a":43}}')], [['a', 43]]);
    for (const json of ['{}', '[]', '{"vocab":{"a":"b"}}', 'a']) assert.throws(() => parseVocabulary(json));
  });
});
