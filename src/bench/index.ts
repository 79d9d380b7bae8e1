import { statSync } from 'node:fs';
import { THREADS } from '../app/cores.ts';
import { createEngines, modelFilesInUse } from '../app/engines.ts';
import { openReader } from '../app/reader.ts';
import { resolveSettings } from '../app/settings.ts';
import { benchTools, openStore } from '../app/store.ts';
import { openTranslationOnly, planTranslators } from '../app/translators.ts';
import { openKokoro } from '../app/voices.ts';
import { EAR_COMMAND, openEar } from './ear.ts';
import { benchLatency } from './latency/index.ts';
import { benchLive } from './live.ts';
import { describeMachine, type Machine } from './machine.ts';
import { benchSynthesis, ONE_WINDOW } from './synthesis.ts';
import { benchText } from './text.ts';
import { benchTranslate, type EngineRow } from './translate.ts';
import { benchVoice, type ReadingsRow } from './voice.ts';

export interface BenchResult {
  readonly bench: string;
  readonly version: string;
  readonly machine: Machine;
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  /** One line of the table for each engine, where several were measured. */
  readonly engines?: readonly (EngineRow | ReadingsRow)[];
  readonly rows: readonly object[];
  /** A picture of it, an SVG, for `--chart`. */
  readonly chart?: string;
}

export interface BenchOptions {
  readonly version: string;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runs: number;
  /** A directory with evaluation data. */
  readonly evalDirectory: string | undefined;
  /** Names of translators; the one of the settings where none are given. */
  readonly engines: readonly string[] | undefined;
  /** At most about this many rows of a set. */
  readonly limit: number;
  /** Where `synthesis` writes its sounds. */
  readonly wavDirectory?: string | undefined;
  /** Where `translate` keeps the engines' answers. */
  readonly answersFile?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** Every bench by its name. `latency` needs the models, `live` a PulseAudio or PipeWire server. */
export const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<BenchResult>>> = {
  latency: async ({ version, flags, env, engines: _, ...rest }) => {
    const settings = { ...resolveSettings(flags, env), cache: false };
    const engines = createEngines(settings, env);
    try {
      const bytes = modelFilesInUse(settings, env).reduce((sum, file) => sum + statSync(file).size, 0);
      const report = await benchLatency({ settings, engines, modelsMB: bytes / 2 ** 20, ...rest });
      return { bench: 'latency', version, machine: describeMachine(), ...report };
    } finally {
      await engines.dispose();
    }
  },
  live: async ({ version, ...rest }) => ({
    bench: 'live',
    version,
    machine: describeMachine(),
    ...(await benchLive({ env: rest.env, runs: rest.runs * 10, onProgress: rest.onProgress })),
  }),
  synthesis: async ({ version, env, wavDirectory: directory, ...rest }) => {
    const settings = { ...resolveSettings({}, env), terms: {} };
    const oneBreath = { firstTokens: 140 };
    const windowed = (how: typeof oneBreath | object) =>
      openKokoro({ ...settings, kokoroGraph: 'streaming' }, env, how);
    const variants = {
      whole: openKokoro({ ...settings, kokoroGraph: 'whole' }, env, oneBreath),
      streaming: windowed(oneBreath),
      oneWindow: windowed({ ...oneBreath, windows: ONE_WINDOW }),
      used: windowed({}),
    };
    const ear = await openEar().catch(() => undefined);
    if (ear === undefined) rest.onProgress(`nothing is listened to: type ${EAR_COMMAND}`);
    try {
      const report = await benchSynthesis({ variants, reader: openReader(settings, env), ear, directory, ...rest });
      return { bench: 'synthesis', version, machine: describeMachine(), ...report };
    } finally {
      await Promise.all([ear?.close(), ...Object.values(variants).map((voice) => voice.dispose())]);
    }
  },
  text: async ({ version, evalDirectory, onProgress }) => ({
    bench: 'text',
    version,
    machine: describeMachine(),
    ...benchText({ evalDirectory, onProgress }),
  }),
  translate: async ({ version, flags, env, engines, ...rest }) => {
    const settings = { ...resolveSettings(flags, env), cache: false };
    const open = (translator: string) => openTranslationOnly({ ...settings, translator }, env, 'alone');
    const gguf = (translator: string) =>
      planTranslators({ ...settings, translator }, openStore(env), env)[0]?.files.find((file) =>
        file.endsWith('.gguf'),
      );
    const named = { engines: engines ?? [settings.translator], open, gguf, threads: THREADS, to: settings.to };
    const report = await benchTranslate({ ...named, ...rest });
    return { bench: 'translate', version, machine: describeMachine(), ...report };
  },
  voice: async ({ version, env, evalDirectory, limit, onProgress }) => {
    // The user's own terms are left out: the figures are those of what is shipped.
    const reader = openReader({ ...resolveSettings({}, env), terms: {} }, env);
    const toolsDirectory = benchTools(env);
    const report = await benchVoice({ reader, evalDirectory, toolsDirectory, limit, onProgress });
    return { bench: 'voice', version, machine: describeMachine(), ...report };
  },
};
