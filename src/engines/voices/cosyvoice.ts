import { clauses } from '../../reading/clauses.ts';
import type { Reader } from '../../reading/types.ts';
import type { Voice } from '../../spec/contracts.ts';
import { createClauseVoice } from './kit/clause-voice.ts';
import type { Leveller } from './kit/leveller.ts';
import { createSampleReader } from './kit/pcm-bytes.ts';
import { createResampler } from './kit/resampler.ts';
import { ask, bodyOf, checkedUrl, type Server, type ServerLimits } from './kit/server.ts';
import { stretch } from './kit/stretch.ts';
import { englishClauses, japaneseClauses } from './kit/texts.ts';
import { concat } from './kit/trimmer.ts';

export const COSYVOICE_URL = 'http://127.0.0.1:50000';

export interface CosyVoiceOptions {
  readonly url: string;
  /** The model's: 1 is CosyVoice-300M. The server tells neither this nor its rate. */
  readonly version: 1 | 2 | 3;
  /** BCP 47. */
  readonly languages: readonly string[];
  /** A speaker that the model knows (version 1 and models made from it). */
  readonly speaker?: string | undefined;
  /** A voice to speak like, instead: a WAV file's bytes, and what is said in it where that is known. */
  readonly prompt?: { readonly wav: Uint8Array; readonly text?: string | undefined } | undefined;
  readonly reader: Reader;
  readonly leveller: Leveller;
  readonly limits?: Partial<ServerLimits>;
}

const SAMPLE_RATE_HZ = 24_000;
const RATES = { 1: 22_050, 2: 24_000, 3: 24_000 } as const;

/** CosyVoice 3 insists on it before what is spoken. */
const PREAMBLE = 'You are a helpful assistant.<|endofprompt|>';

/**
 * CosyVoice's FastAPI server (runtime/python/fastapi, March 2026): form data by POST, answered by samples without a
 * header, a piece a sentence. It knows no speed, so the sound is stretched, its pitch kept. Version 3 takes Japanese only
 * in katakana, words parted by spaces.
 */
export function createCosyVoice(options: CosyVoiceOptions): Voice {
  const { version, languages, speaker, prompt, reader, leveller, limits = {} } = options;
  const name = speaker === undefined ? 'cosyvoice' : `cosyvoice:${speaker}`;
  const server: Server = {
    voice: name,
    url: checkedUrl(name, options.url),
    fix: 'python3 runtime/python/fastapi/server.py --port 50000',
    limits,
  };
  const closed = new AbortController();

  function formOf(text: string): { path: string; form: FormData } {
    const form = new FormData();
    const preamble = version === 3 ? PREAMBLE : '';
    const isZeroShot = prompt?.text !== undefined;
    form.set('tts_text', prompt !== undefined && !isZeroShot ? `${preamble}${text}` : text);
    if (prompt === undefined) {
      form.set('spk_id', speaker ?? '');
      return { path: '/inference_sft', form };
    }
    form.set('prompt_wav', new Blob([Uint8Array.from(prompt.wav)], { type: 'audio/wav' }), 'prompt.wav');
    if (isZeroShot) form.set('prompt_text', `${preamble}${prompt.text}`);
    return { path: isZeroShot ? '/inference_zero_shot' : '/inference_cross_lingual', form };
  }

  async function* speech(text: string, signal: AbortSignal): AsyncGenerator<Float32Array> {
    const { path, form } = formOf(text);
    const response = await ask(server, path, { method: 'POST', body: form, signal });
    const resampler = createResampler(RATES[version], SAMPLE_RATE_HZ);
    const read = createSampleReader();
    for await (const bytes of bodyOf(server, response, signal)) yield resampler.push(read(bytes));
    yield resampler.end();
  }

  return createClauseVoice({
    name,
    languages,
    sampleRateHz: SAMPLE_RATE_HZ,
    gain: leveller,
    async warm() {
      await ask(server, '/openapi.json', { signal: closed.signal });
    },
    plan(text, language = languages[0]) {
      if (language !== 'ja') return englishClauses(text);
      return version === 3 ? clauses(text).map((clause) => spacedKana(clause, reader)) : japaneseClauses(text, reader);
    },
    async *sound(planned, { speed, signal: wanted }) {
      const signal = AbortSignal.any([wanted, closed.signal]);
      for (const clause of planned) {
        if (speed === 1) {
          for await (const samples of speech(clause, signal)) yield { samples, last: false };
          yield { samples: new Float32Array(0), last: true };
        } else {
          let whole: Float32Array = new Float32Array(0);
          for await (const samples of speech(clause, signal)) whole = concat(whole, samples);
          yield { samples: stretch(whole, speed, SAMPLE_RATE_HZ), last: true };
        }
      }
    },
    async close() {
      closed.abort(new Error('it was closed'));
    },
  });
}

function spacedKana(clause: string, reader: Reader): string {
  const words = reader.read(clause).words.map(({ surface, kana }) => kana || surface);
  return words.join(' ').replace(/ (?=[、。！？!?,.])/gu, '');
}
