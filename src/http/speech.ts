import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { createResampler } from '../daemon/resample.ts';
import type { Pcm } from '../spec/parts.ts';
import { encoded, SPEECH_FORMATS, SPEECH_HZ, type SpeechFormat } from './encode.ts';
import { LIMITS, type Limits } from './limits.ts';
import { begin, HttpError, put } from './reply.ts';

/** The models of this server: what is said is translated by the first one alone. */
export const MODELS = { translated: 'stream-tts', asWritten: 'stream-tts-voice' } as const;

const FORMATS = Object.keys(SPEECH_FORMATS) as [SpeechFormat, ...SpeechFormat[]];

/** The body of OpenAI's `POST /v1/audio/speech`; other fields of theirs are taken and have no effect. */
export const SPEECH = z.object({
  model: z
    .string()
    .min(1)
    .max(200)
    .default(MODELS.translated)
    .describe(`${MODELS.asWritten} speaks the text as it is; any other name translates it first, by the settings`),
  input: z
    .string()
    .min(1)
    .max(LIMITS.inputCharacters)
    .describe('the text: English is translated, what is in the language spoken already is not'),
  voice: z
    .union([z.string().min(1).max(200), z.object({ id: z.string().min(1).max(200) })])
    .default('auto')
    .describe("a voice of /v1/audio/voices; auto and OpenAI's names are that of the settings"),
  response_format: z.enum(FORMATS).default('mp3'),
  speed: z.number().min(0.5).max(4).default(1),
  stream_format: z.enum(['audio', 'sse']).default('audio'),
  instructions: z.string().max(LIMITS.inputCharacters).optional().describe('has no effect'),
});

/** OpenAI's voices: programs name one of them without asking, so they are whoever speaks here. */
const THEIRS = new Set('alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(' '));

export interface SpeechRequest {
  readonly input: string;
  /** As in `--voice`; that of the settings without. */
  readonly voice: string | undefined;
  readonly speed: number;
  readonly isTranslated: boolean;
}

/** Makes the sound of a text, as it comes; rejects with StreamTtsError on words that are not right. */
export type Speech = (request: SpeechRequest, signal: AbortSignal) => AsyncIterable<Pcm>;

/** Speaks a text into the answer, each piece as soon as the voice has made it. */
export async function answerSpeech(
  { model, input, voice, response_format: format, speed, stream_format: form }: z.infer<typeof SPEECH>,
  context: {
    readonly response: ServerResponse;
    readonly signal: AbortSignal;
    readonly speech: Speech;
    readonly limits: Limits;
    readonly encoder?: string | undefined;
  },
): Promise<void> {
  const { response, signal, limits } = context;
  if (!/[\p{L}\p{N}]/u.test(input)) throw new HttpError(400, 'usage', 'There is nothing in the input to say.');
  const named = typeof voice === 'string' ? voice : voice.id;
  const request = {
    ...{ input, speed, isTranslated: model !== MODELS.asWritten },
    voice: named === 'auto' || THEIRS.has(named) ? undefined : named,
  };
  const bytes = encoded(resampled(context.speech(request, signal)), format, signal, context.encoder);
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    // What is wrong with the words, or missing here, is known by the first bytes, and is a status of its own.
    let next = await iterator.next();
    const isSse = form === 'sse';
    begin(response, 200, isSse ? 'text/event-stream' : SPEECH_FORMATS[format].type);
    for (; !next.done; next = await iterator.next()) {
      const audio = isSse ? delta({ type: 'speech.audio.delta', audio: toBase64(next.value) }) : next.value;
      if (!(await put(response, audio, limits.stuckMs))) return;
    }
    const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
    response.end(isSse ? delta({ type: 'speech.audio.done', usage }) : undefined);
  } finally {
    await iterator.return?.(undefined);
  }
}

function delta(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

async function* resampled(sound: AsyncIterable<Pcm>): AsyncGenerator<Float32Array> {
  let resample: ReturnType<typeof createResampler> | undefined;
  for await (const { samples, sampleRateHz } of sound) {
    resample ??= createResampler(sampleRateHz, SPEECH_HZ);
    yield resample(samples);
  }
}
