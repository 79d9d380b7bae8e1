import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openGains } from '../../cache/gains.ts';
import { COSYVOICE_URL, createCosyVoice } from '../../engines/voices/cosyvoice.ts';
import { createLeveller, type Leveller } from '../../engines/voices/kit/leveller.ts';
import { createOpenAiVoice } from '../../engines/voices/openai.ts';
import { createVoicevoxVoice, VOICEVOX_URLS } from '../../engines/voices/voicevox.ts';
import { cacheHome } from '../../models/home.ts';
import { DICTIONARY, readerOf } from '../reader.ts';
import { missingModels } from '../store.ts';
import { usage } from '../usage.ts';
import type { VoiceContext, VoiceListing, VoicePlan } from './plan.ts';

/** The voice of Kokoro-FastAPI, where nothing else is said. */
const SPEECH_URL = 'http://127.0.0.1:8880/v1';

export function planVoicevox(speaker: string | undefined, context: VoiceContext): VoicePlan {
  const { settings, store } = context;
  const name = speaker === undefined ? 'voicevox' : `voicevox:${speaker}`;
  const url = settings.server ?? VOICEVOX_URLS.voicevox;
  return {
    name,
    languages: ['ja'],
    models: [DICTIONARY],
    create: () =>
      createVoicevoxVoice({
        ...{ url, speaker, terms: settings.terms, reader: readerOf(store, settings) },
        leveller: levellerOf(`${name} ${url}`, context),
      }),
  };
}

/** `openai:VOICE` or `openai:MODEL/VOICE`. Throws (exit code 2) without a voice. */
export function planOpenAi(name: string | undefined, context: VoiceContext): VoicePlan {
  const { settings, store, env } = context;
  const { server, speech, to } = settings;
  const slash = name?.lastIndexOf('/') ?? -1;
  const voice = name?.slice(slash + 1);
  if (!voice) throw usage('--voice openai needs the name of a voice: openai:VOICE or openai:MODEL/VOICE.');
  const model = slash > 0 && name ? name.slice(0, slash) : (speech.model ?? 'tts-1');
  const url = server ?? env.OPENAI_BASE_URL ?? SPEECH_URL;
  const canRead = to === 'ja' && missingModels(store, [DICTIONARY]).length === 0;
  return {
    name: `openai:${model}/${voice}`,
    languages: [],
    models: [],
    create: () =>
      createOpenAiVoice({
        ...{ url, model, voice, languages: [to], apiKey: env.OPENAI_API_KEY },
        ...{ instructions: speech.instructions, rateHz: speech.rate },
        reader: canRead ? readerOf(store, settings) : undefined,
        leveller: levellerOf(`openai:${model}/${voice} ${url}`, context),
      }),
  };
}

/** Throws (exit code 2) where neither a speaker nor a recording to speak like is named. */
export function planCosyVoice(speaker: string | undefined, context: VoiceContext): VoicePlan {
  const { settings, store } = context;
  const { version = 2, prompt, promptText } = settings.speech;
  if (speaker === undefined && prompt === undefined) {
    throw usage('--voice cosyvoice needs cosyvoice:SPEAKER, or "speech": {"prompt": "FILE.wav"} in the settings.');
  }
  if (version === 3 && prompt === undefined) {
    throw usage('CosyVoice 3 knows no speakers: set "speech": {"prompt": "FILE.wav"} in the settings.');
  }
  if (prompt !== undefined && !existsSync(prompt)) throw usage(`There is no sound file ${prompt}.`);
  const url = settings.server ?? COSYVOICE_URL;
  return {
    name: speaker === undefined ? 'cosyvoice' : `cosyvoice:${speaker}`,
    languages: [],
    models: [DICTIONARY],
    create: () =>
      createCosyVoice({
        ...{ url, version, speaker, languages: [settings.to], reader: readerOf(store, settings) },
        prompt: prompt === undefined ? undefined : { wav: readFileSync(prompt), text: promptText },
        leveller: levellerOf(`cosyvoice:${speaker ?? prompt} ${url}`, context),
      }),
  };
}

/** The voices that a server gives whose address has to be told first. */
export function listServers(): VoiceListing[] {
  const told = (what: string) => ({ available: false, reason: `needs its server: ${what}` });
  return [
    {
      ...{ name: 'openai', voice: 'openai:MODEL/VOICE', language: 'ja' },
      ...told('--voice openai:MODEL/VOICE --server http://…/v1'),
      credit: "the server's model, with terms of its own",
    },
    {
      ...{ name: 'cosyvoice', voice: 'cosyvoice:SPEAKER', language: 'ja' },
      ...told('--voice cosyvoice:SPEAKER --server http://127.0.0.1:50000'),
      credit: 'CosyVoice, Apache-2.0',
    },
  ];
}

function levellerOf(key: string, { env }: VoiceContext): Leveller {
  return createLeveller(key, openGains(join(cacheHome(env), 'state', 'gains.json')));
}
