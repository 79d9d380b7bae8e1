import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castFor } from '../../../src/engines/voices/kokoro/speakers.ts';

const reader = { read: (text: string) => ({ text, kana: text, phonemes: 'ka', words: [] }) };
const english = { read: (text: string) => ({ text, phonemes: 'kˈA' }) };

test('the chosen voice speaks its own language, another of the model the other', () => {
  const cast = castFor('jm_kumo', { reader, english });
  assert.deepEqual(cast.languages, ['ja', 'en']);
  const voices = [undefined, 'ja', 'en', 'en-GB', 'fr'].map((language) => cast.of(language).voice);
  assert.deepEqual(voices, ['jm_kumo', 'jm_kumo', 'af_heart', 'af_heart', 'jm_kumo']);
  assert.deepEqual(castFor('am_michael', { reader, english }).languages, ['en', 'ja']);
});

test('without a reader for a language it is read as the chosen voice can', () => {
  const cast = castFor('jf_alpha', { reader });
  assert.deepEqual(cast.languages, ['ja']);
  assert.equal(cast.of('en').voice, 'jf_alpha');
  assert.throws(() => castFor('af_heart', { reader }));
});
