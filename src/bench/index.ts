import { loadavg } from 'node:os';
import { join } from 'node:path';
import { THREADS } from '../app/cores.ts';
import { modelFilesInUse } from '../app/engines.ts';
import { openReader } from '../app/reader.ts';
import { resolveSettings } from '../app/settings.ts';
import { benchTools, openStore } from '../app/store.ts';
import { planSystems } from '../app/systems.ts';
import { openTranslationOnly, planTranslators } from '../app/translators.ts';
import { openKokoro } from '../app/voices/kokoro.ts';
import { planVoice } from '../app/voices.ts';
import { benchClient } from './client.ts';
import { benchHook } from './hook.ts';
import { latencyBench } from './latency/command.ts';
import { hasPackages, openEar as openListener } from './listening/ear.ts';
import { benchListening } from './listening/index.ts';
import { benchLive } from './live.ts';
import { describeMachine, type Machine } from './machine.ts';
import { benchProxy } from './proxy.ts';
import { benchSynthesis, ONE_WINDOW } from './synthesis.ts';
import { openEar } from './systems/ear.ts';
import { benchSystems } from './systems/index.ts';
import { coordinatorFile, measureProgram, writeSystems } from './systems/write.ts';
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
  /** latency: only what its ratios need. */
  readonly short: boolean;
  /** latency: how long a speed must hold; nothing of it is measured without. */
  readonly minutes?: number | undefined;
  /** latency: how long it speaks beside a compile; not at all without. */
  readonly busyMinutes?: number | undefined;
  /** latency: also how its costs grow with the length of a turn; live: with the sessions. */
  readonly growth?: boolean;
  /** Where `translate` keeps the engines' answers. */
  readonly answersFile?: string | undefined;
  /** Where `systems` writes its document and its chart. */
  readonly docsDirectory?: string | undefined;
  /** voice, synthesis: where the sounds are written. */
  readonly wavDirectory: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** The systems; where `docsDirectory` is given its document, chart and figures are written there. */
async function systems({ version, flags, env, evalDirectory: _, engines: __, docsDirectory, ...rest }: BenchOptions) {
  const settings = { ...resolveSettings(flags, env), cache: false };
  const loadAverage = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  const store = openStore(env);
  const planned = planSystems({ settings, env, coordinator: coordinatorFile() });
  const ear = openEar({
    packages: join(benchTools(env), 'ear'),
    model: store.installed('whisper-base') ? store.dir('whisper-base') : undefined,
  });
  const report = await benchSystems({
    ...{ systems: planned, settings, env, ear, ...rest },
    filesOf: (system) => modelFilesInUse({ ...settings, ...system.settings }, env),
    reader: openReader(settings, env),
  });
  const program = measureProgram();
  const figures = {
    ...report.figures,
    loadAverage,
    linesOfCode: program.linesOfCode,
    buildSeconds: program.buildSeconds,
  };
  const result = { bench: 'systems', version, machine: describeMachine(), ...report, figures };
  if (docsDirectory !== undefined) {
    const command = `npx stream-tts bench systems --runs ${rest.runs}`;
    writeSystems(docsDirectory, { ...result, command, sizes: program.sizes });
  }
  return result;
}
const CLIENT_STARTS = 15;

/** Every bench by its name. `latency` needs the models, `live` a PulseAudio or PipeWire server. */
export const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<BenchResult>>> = {
  latency: latencyBench,
  client: async ({ version, runs }) => ({
    bench: 'client',
    version,
    machine: describeMachine(),
    ...(await benchClient(runs * CLIENT_STARTS)),
    rows: [],
  }),
  live: async ({ version, ...rest }) => ({
    bench: 'live',
    version,
    machine: describeMachine(),
    ...(await benchLive({ ...rest, env: { ...rest.env, ...asVariables(rest.flags) }, runs: rest.runs * 10 })),
  }),
  hook: async ({ version, env, runs, onProgress }) => ({
    bench: 'hook',
    version,
    machine: describeMachine(),
    ...(await benchHook({ env, runs, onProgress })),
  }),
  proxy: async ({ version, env, runs, onProgress }) => ({
    bench: 'proxy',
    version,
    machine: describeMachine(),
    ...(await benchProxy({ env, runs, onProgress })),
  }),
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
  synthesis: async ({ version, env, wavDirectory: directory, runs, limit, signal, onProgress }) => {
    const settings = { ...resolveSettings({}, env), terms: {} };
    const store = openStore(env);
    const open = (kokoroGraph: 'streaming' | 'whole', how: Parameters<typeof openKokoro>[2]) =>
      openKokoro({ ...settings, kokoroGraph }, store, how);
    const oneBreath = { firstTokens: 140 };
    const variants = {
      whole: open('whole', oneBreath),
      streaming: open('streaming', oneBreath),
      oneWindow: open('streaming', { ...oneBreath, windows: ONE_WINDOW }),
      used: open('streaming', {}),
    };
    const packages = join(benchTools(env), 'ear');
    const model = store.installed('whisper-base') ? store.dir('whisper-base') : undefined;
    const ear = model !== undefined && hasPackages(packages) ? await openListener({ model, packages }) : undefined;
    try {
      const reader = openReader(settings, env);
      const report = await benchSynthesis({ variants, reader, ear, directory, runs, limit, signal, onProgress });
      return { bench: 'synthesis', version, machine: describeMachine(), ...report };
    } finally {
      await Promise.all([ear?.close(), ...Object.values(variants).map((voice) => voice.dispose())]);
    }
  },
  systems,
  voice: async ({ version, env, evalDirectory, limit, engines, wavDirectory, signal, onProgress }) => {
    // The user's own terms are left out: the figures are those of what is shipped.
    const settings = { ...resolveSettings({}, env), terms: {} };
    const reader = openReader(settings, env);
    const toolsDirectory = benchTools(env);
    const report = await benchVoice({ reader, evalDirectory, toolsDirectory, limit, onProgress });
    const base = { bench: 'voice', version, machine: describeMachine() };
    const names = engines ?? LISTENED;
    if (names.includes('readings')) return { ...base, ...report };
    const store = openStore(env);
    const listening = await benchListening({
      voices: names.map((voice) => ({
        name: voice,
        open: () => planVoice({ ...settings, voice }, store, env).create(),
      })),
      ear: {
        model: store.installed('whisper-base') ? store.dir('whisper-base') : undefined,
        packages: join(toolsDirectory, 'ear'),
      },
      ...{ reader, limit, wavDirectory, signal, onProgress },
    });
    return {
      ...base,
      figures: { ...report.figures, ...listening.figures },
      notes: { ...report.notes, ...listening.notes },
      engines: [...report.engines, ...listening.engines],
      rows: [...listening.rows, ...report.rows],
    };
  },
};

/** The voices that need no server; the first one's figures are those of the bench. */
const LISTENED = ['kokoro:jf_alpha', 'open-jtalk', 'system:espeak-ng'];

/** Flags as a program is told them that has no words of its own. */
function asVariables(flags: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, value]) =>
      typeof value === 'string' ? [[`STREAM_TTS_${name.toUpperCase()}`, value]] : [],
    ),
  );
}
