import { clauses } from '../../reading/clauses.ts';
import type { Reader } from '../../reading/types.ts';
import type { Voice } from '../../spec/contracts.ts';
import { createClauseVoice, type RawSound } from './kit/clause-voice.ts';
import type { Leveller } from './kit/leveller.ts';
import { createSampleReader } from './kit/pcm-bytes.ts';
import { createResampler } from './kit/resampler.ts';
import { ask, bodyOf, checkedUrl, type Server, type ServerLimits } from './kit/server.ts';
import { englishClauses, japaneseClauses } from './kit/texts.ts';

export interface OpenAiVoiceOptions {
  /** What `/audio/speech` follows, such as `http://127.0.0.1:8880/v1`. */
  readonly url: string;
  readonly model: string;
  readonly voice: string;
  /** BCP 47; what the server says is for its model to decide. */
  readonly languages: readonly string[];
  readonly apiKey?: string | undefined;
  /** How it is to be said, for models that take it. */
  readonly instructions?: string | undefined;
  /** What the server's PCM has; 24,000 as OpenAI's, where the answer does not tell. */
  readonly rateHz?: number | undefined;
  /** For Japanese: Latin words in kana. */
  readonly reader?: Reader | undefined;
  readonly leveller: Leveller;
  readonly limits?: Partial<ServerLimits>;
}

const SAMPLE_RATE_HZ = 24_000;

/** The speeds that the API takes. */
const SPEEDS = { least: 0.25, most: 4 } as const;

/**
 * Any server of OpenAI's `/v1/audio/speech`: Kokoro-FastAPI, vLLM-Omni, Qwen3-TTS, LocalAI, OpenAI. Raw PCM, heard while it comes; the
 * rate is that of the answer's content type (`audio/L16;rate=16000`), else `rateHz`, and is brought to 24 kHz.
 */
export function createOpenAiVoice(options: OpenAiVoiceOptions): Voice {
  const {
    model,
    voice,
    languages,
    apiKey,
    instructions,
    rateHz = SAMPLE_RATE_HZ,
    reader,
    leveller,
    limits = {},
  } = options;
  const name = `openai:${model}/${voice}`;
  const server: Server = {
    voice: name,
    url: checkedUrl(name, options.url),
    fix: 'set "server" to the address that /audio/speech follows',
    limits,
  };
  const closed = new AbortController();

  async function* speech(input: string, speed: number, signal: AbortSignal): AsyncGenerator<RawSound> {
    const headers = { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
    const body = JSON.stringify({
      ...{ model, voice, input, response_format: 'pcm', stream: true },
      speed: Math.min(SPEEDS.most, Math.max(SPEEDS.least, speed)),
      ...(instructions && { instructions }),
    });
    const response = await ask(server, '/audio/speech', { method: 'POST', headers, body, signal });
    const resampler = createResampler(rateOf(response.headers.get('content-type'), rateHz), SAMPLE_RATE_HZ);
    const read = createSampleReader();
    for await (const bytes of bodyOf(server, response, signal)) {
      yield { samples: resampler.push(read(bytes)), last: false };
    }
    yield { samples: resampler.end(), last: true };
  }

  return createClauseVoice({
    name,
    languages,
    sampleRateHz: SAMPLE_RATE_HZ,
    gain: leveller,
    // No route of the API tells whether it works without synthesis, which may cost money: the first sentence will.
    async warm() {},
    plan(text, language = languages[0]) {
      if (language !== 'ja') return englishClauses(text);
      return reader === undefined ? clauses(text) : japaneseClauses(text, reader);
    },
    async *sound(planned, { speed, signal }) {
      const both = AbortSignal.any([signal, closed.signal]);
      for (const clause of planned) yield* speech(clause, speed, both);
    },
    async close() {
      closed.abort(new Error('it was closed'));
    },
  });
}

function rateOf(contentType: string | null, otherwise: number): number {
  const rate = Number(/(?:rate|samplerate|sample_rate)=(\d+)/i.exec(contentType ?? '')?.[1]);
  return rate >= 8000 && rate <= 192_000 ? rate : otherwise;
}
