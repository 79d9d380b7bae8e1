import { z } from 'zod';
import type { Reader } from '../../reading/types.ts';
import type { Voice } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { createClauseVoice } from './kit/clause-voice.ts';
import type { Leveller } from './kit/leveller.ts';
import { ask, bytesOf, checkedUrl, type Server, type ServerLimits } from './kit/server.ts';
import { japaneseClauses } from './kit/texts.ts';
import { readWav } from './kit/wav.ts';

/** Where the engines listen unless they are told otherwise. */
export const VOICEVOX_URLS = { voicevox: 'http://127.0.0.1:50021', aivis: 'http://127.0.0.1:10101' } as const;

export interface VoicevoxOptions {
  readonly url: string;
  /** A style's number, or a speaker's name, or `NAME/STYLE`; the engine's first style without. */
  readonly speaker?: string | undefined;
  readonly reader: Reader;
  /** Words and their katakana, put into the engine's own dictionary where it lacks them. */
  readonly terms?: Readonly<Record<string, string>>;
  readonly leveller: Leveller;
  readonly limits?: Partial<ServerLimits>;
}

export interface VoicevoxStyle {
  readonly speaker: string;
  readonly style: string;
  readonly id: number;
}

const SAMPLE_RATE_HZ = 24_000;
/** Silence that the engine adds at each end of a clause, in seconds; it is cut off again. */
const EDGE_S = 0.05;

const speakersSchema = z.array(
  z.object({
    name: z.string(),
    styles: z.array(z.object({ name: z.string(), id: z.number(), type: z.string().optional() })),
  }),
);
const dictionarySchema = z.record(z.string(), z.object({ surface: z.string(), pronunciation: z.string() }));
const querySchema = z.looseObject({ accent_phrases: z.array(z.unknown()) });

/** The styles that can talk (some engines list singers too). Rejects like `ask`. */
export async function voicevoxStyles(server: Server, signal: AbortSignal): Promise<VoicevoxStyle[]> {
  const speakers = speakersSchema.parse(await json(server, '/speakers', { signal }));
  return speakers.flatMap(({ name, styles }) =>
    styles.flatMap((style) =>
      (style.type ?? 'talk') === 'talk' ? [{ speaker: name, style: style.name, id: style.id }] : [],
    ),
  );
}

/** What has to be said of it where its sound is published: each character of VOICEVOX has terms of its own. */
export function creditOf(speaker: string, engine: keyof typeof VOICEVOX_URLS): string {
  return `${engine === 'voicevox' ? 'VOICEVOX' : 'AivisSpeech'}:${speaker}`;
}

/**
 * A VOICEVOX or AivisSpeech engine (its API of 2026; no streaming). One clause a request, and the query of the next
 * clause is made while this one is synthesised. `warm` finds the style, loads it, and teaches the engine the user's
 * words; it rejects with StreamTtsError `voice-unreachable` (exit code 3) and `voice-unknown` (2).
 */
export function createVoicevoxVoice(options: VoicevoxOptions): Voice {
  const { reader, leveller, terms = {}, limits = {} } = options;
  const name = options.speaker === undefined ? 'voicevox' : `voicevox:${options.speaker}`;
  const server: Server = {
    voice: name,
    url: checkedUrl(name, options.url),
    fix: 'start VOICEVOX or AivisSpeech, or: npx stream-tts say … --voice kokoro',
    limits,
  };
  const closed = new AbortController();
  let warming: Promise<number> | undefined;

  async function prepare(): Promise<number> {
    const { signal } = closed;
    const id = pick(await voicevoxStyles(server, signal), options.speaker, name);
    await teach(server, terms, signal);
    await ask(server, `/initialize_speaker?speaker=${id}&skip_reinit=true`, { method: 'POST', signal });
    return id;
  }

  function style(): Promise<number> {
    warming ??= prepare().catch((error: unknown) => {
      warming = undefined;
      throw error;
    });
    return warming;
  }

  async function queryOf(text: string, speed: number, signal: AbortSignal): Promise<string> {
    const path = `/audio_query?text=${encodeURIComponent(text)}&speaker=${await style()}`;
    const query = querySchema.parse(await json(server, path, { method: 'POST', signal }));
    return JSON.stringify({
      ...query,
      speedScale: speed,
      prePhonemeLength: EDGE_S,
      postPhonemeLength: EDGE_S,
      outputSamplingRate: SAMPLE_RATE_HZ,
      outputStereo: false,
    });
  }

  return createClauseVoice({
    name,
    languages: ['ja'],
    sampleRateHz: SAMPLE_RATE_HZ,
    gain: leveller,
    async warm() {
      await style();
    },
    plan: (text) => japaneseClauses(text, reader),
    async *sound(clauses, { speed, signal: wanted }) {
      const signal = AbortSignal.any([wanted, closed.signal]);
      let next = queryOf(clauses[0] ?? '', speed, signal);
      for (const [i] of clauses.entries()) {
        const body = await next;
        const following = clauses[i + 1];
        if (following !== undefined) {
          next = queryOf(following, speed, signal);
          // It is awaited when its turn comes, which an error here may prevent.
          next.catch(() => {});
        }
        const path = `/synthesis?speaker=${await style()}&enable_interrogative_upspeak=true`;
        const headers = { 'content-type': 'application/json' };
        const response = await ask(server, path, { method: 'POST', headers, body, signal });
        const { samples, sampleRateHz } = readWav(await bytesOf(server, response, signal));
        if (sampleRateHz !== SAMPLE_RATE_HZ)
          throw new Error(`it gives ${sampleRateHz} Hz where ${SAMPLE_RATE_HZ} was asked`);
        yield { samples, last: true };
      }
    },
    async close() {
      closed.abort(new Error('it was closed'));
    },
  });
}

function pick(styles: readonly VoicevoxStyle[], wanted: string | undefined, name: string): number {
  const style = wanted === undefined ? styles[0] : styles.find((one) => namesOf(one).includes(wanted));
  if (style !== undefined) return style.id;
  const known = [...new Set(styles.map(({ speaker }) => speaker))].join(', ');
  throw new StreamTtsError({
    code: 'voice-unknown',
    stage: 'voice',
    exitCode: 2,
    message: `The engine has no voice for ${name}; it has ${known || 'none'}.`,
    fix: 'npx stream-tts voices',
  });
}

function namesOf({ speaker, style, id }: VoicevoxStyle): string[] {
  return [String(id), speaker, `${speaker}/${style}`];
}

/** Adds the words that the engine's dictionary lacks, and changes those that it reads otherwise. */
async function teach(server: Server, terms: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
  if (Object.keys(terms).length === 0) return;
  const words = Object.entries(dictionarySchema.parse(await json(server, '/user_dict', { signal })));
  for (const [surface, pronunciation] of Object.entries(terms)) {
    // The engine keeps surfaces in full width.
    const known = words.find(([, word]) => word.surface.normalize('NFKC') === surface.normalize('NFKC'));
    if (known?.[1].pronunciation === pronunciation) continue;
    const query = new URLSearchParams({ surface, pronunciation, accent_type: '0' });
    const path = known === undefined ? '/user_dict_word' : `/user_dict_word/${known[0]}`;
    await ask(server, `${path}?${query}`, { method: known === undefined ? 'POST' : 'PUT', signal });
  }
}

async function json(server: Server, path: string, init: RequestInit & { signal: AbortSignal }): Promise<unknown> {
  const response = await ask(server, path, init);
  return JSON.parse(Buffer.from(await bytesOf(server, response, init.signal)).toString('utf8'));
}
