import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createEspeakVoice, ESPEAK } from '../engines/voices/espeak.ts';
import type { KokoroFiles } from '../engines/voices/kokoro/model.ts';
import {
  createKokoroVoice,
  KOKORO_VOICES,
  type KokoroOptions,
  type KokoroVoiceName,
} from '../engines/voices/kokoro.ts';
import { createOpenJtalkVoice, OPEN_JTALK } from '../engines/voices/open-jtalk.ts';
import { hasNorms } from '../models/recipes/kokoro/norms.ts';
import type { Store } from '../models/store.ts';
import type { Voice } from '../spec/contracts.ts';
import { THREADS } from './cores.ts';
import { DICTIONARY, readerOf } from './reader.ts';
import type { Settings } from './settings.ts';
import { missingModels, openStore, requireModels } from './store.ts';
import { later, usage } from './usage.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface VoiceListing {
  readonly name: string;
  /** As in `--voice`. */
  readonly voice: string;
  /** BCP 47. */
  readonly language: string;
  readonly available: boolean;
  /** Why it is not available, with the command to type. */
  readonly reason?: string;
  readonly credit?: string;
}

/** A voice that could be opened here. */
export interface VoicePlan {
  /** What it needs from the catalogue. */
  readonly models: readonly string[];
  create(): Voice;
}

const KOKORO = 'kokoro-82m';
const MEI = 'hts-voice-mei';
const CHOICES = ['auto', 'kokoro', 'kokoro:VOICE', 'open-jtalk', 'system'];

/** The voice of these settings. Throws (exit code 2) on one that is not known. */
export function planVoice(settings: Settings, store: Store, env: Env): VoicePlan {
  const { voice, to } = settings;
  if (to !== 'ja') throw later('--to', to, ['ja']);
  const [engine, name] = voice.split(':');
  if (engine === 'auto' && name === undefined) return kokoro('jf_alpha', store, settings);
  if (engine === 'kokoro') return kokoro(kokoroName(name), store, settings);
  if (engine === 'open-jtalk' && (name ?? 'mei') === 'mei') return openJtalk(store, settings);
  if (engine === 'system' && process.platform === 'linux') {
    if (name === 'espeak-ng') return espeak(store, settings);
    const isThere = missingModels(store, [MEI]).length === 0 && isOnPath(OPEN_JTALK.command, env);
    if (name === undefined) return isThere ? openJtalk(store, settings) : espeak(store, settings);
  }
  throw later('--voice', voice, CHOICES);
}

/** Every voice that this program knows, and whether it can speak on this machine. */
export function listVoices(env: Env): VoiceListing[] {
  const store = openStore(env);
  const listed = (models: readonly string[], program?: { readonly command: string; readonly fix: string }) => {
    const missing = missingModels(store, models);
    const steps = [
      ...(missing.length > 0 ? [`npx stream-tts models pull ${missing.join(' ')}`] : []),
      ...(program && !isOnPath(program.command, env) ? [program.fix] : []),
    ];
    const reason = steps.length > 0 ? { reason: `type: ${steps.join(' && ')}` } : {};
    return { language: 'ja', available: steps.length === 0, ...reason };
  };
  const kokoroState = listed([KOKORO, DICTIONARY]);
  return [
    ...KOKORO_VOICES.map((name) => ({
      ...{ name, voice: `kokoro:${name}` },
      ...kokoroState,
      credit: 'Kokoro-82M, Apache-2.0',
    })),
    {
      ...{ name: 'mei', voice: 'open-jtalk:mei' },
      ...listed([MEI, DICTIONARY], OPEN_JTALK),
      credit: 'Mei, MMDAgent Project Team, Nagoya Institute of Technology, CC BY 3.0',
    },
    {
      ...{ name: 'espeak-ng', voice: 'system:espeak-ng' },
      ...listed([DICTIONARY], ESPEAK),
      credit: 'eSpeak NG, GPL-3.0',
    },
  ];
}

/** Absolute paths of those of a model's files that its engine reads. */
export function filesInUse(store: Store, id: string, settings: Settings): string[] {
  if (id !== KOKORO) return Object.values(store.require(id).files);
  const { graphs, vocab, voices } = kokoroFiles(store, settings, settings.voice.split(':')[1] ?? 'jf_alpha');
  return [...Object.values(graphs), vocab, voices];
}

/** Kokoro's first voice, told how to make its sound: for the bench. */
export function openKokoro(settings: Settings, env: Env, how: Pick<KokoroOptions, 'firstTokens' | 'windows'>): Voice {
  const store = openStore(env);
  requireModels(store, [KOKORO, DICTIONARY]);
  const reader = readerOf(store, settings);
  return createKokoroVoice({
    files: kokoroFiles(store, settings, 'jf_alpha'),
    reader,
    voice: 'jf_alpha',
    threads: THREADS,
    ...how,
  });
}

function kokoro(voice: KokoroVoiceName, store: Store, settings: Settings): VoicePlan {
  return {
    models: [KOKORO, DICTIONARY],
    create: () =>
      createKokoroVoice({
        files: kokoroFiles(store, settings, voice),
        reader: readerOf(store, settings),
        voice,
        threads: THREADS,
      }),
  };
}

function kokoroName(name = 'jf_alpha'): KokoroVoiceName {
  const voice = KOKORO_VOICES.find((known) => known === name);
  if (voice === undefined) throw usage(`Kokoro has no voice ${name}; it has ${KOKORO_VOICES.join(', ')}.`);
  return voice;
}

function kokoroFiles(store: Store, { kokoroGraph }: Settings, voice: string): KokoroFiles {
  const { files } = store.require(KOKORO);
  const found = (part: string) => Object.entries(files).find(([file]) => file.includes(part))?.[1];
  const [whole, front, generator] = ['float-conv', '.front.', '.generator.'].map(found);
  const { 'vocab.json': vocab, 'voices_ja.npz': voices } = files;
  if (!whole || !front || !generator || !vocab || !voices)
    throw new Error('the catalogue entry of kokoro-82m lacks a file');
  return { graphs: kokoroGraph === 'whole' || !hasNorms(voice) ? { whole } : { front, generator }, vocab, voices };
}

function openJtalk(store: Store, settings: Settings): VoicePlan {
  return {
    models: [DICTIONARY, MEI],
    create() {
      const files = { sys: store.file(DICTIONARY, 'sys.dic'), voice: store.file(MEI, 'mei_normal.htsvoice') };
      return createOpenJtalkVoice({ files, reader: readerOf(store, settings) });
    },
  };
}

function espeak(store: Store, settings: Settings): VoicePlan {
  return {
    models: [DICTIONARY],
    create: () => createEspeakVoice({ language: 'ja', reader: readerOf(store, settings) }),
  };
}

function isOnPath(program: string, env: Env): boolean {
  return (env.PATH ?? '').split(delimiter).some((directory) => {
    if (directory === '') return false;
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
