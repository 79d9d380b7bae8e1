import { basename } from 'node:path';
import type { Engines } from '../app/engines.ts';
import { resolveSettings, type Settings } from '../app/settings.ts';
import { createPlayer, type SpeakInput, speak as speakRoad } from '../app/speak.ts';
import type { Run } from '../daemon/daemon.ts';
import type { Loan } from '../daemon/pool.ts';
import type { Prepared } from '../daemon/server.ts';
import type { Player } from '../spec/contracts.ts';
import type { Io } from './command.ts';
import { parse } from './parse.ts';
import { nothingToSay, say } from './say.ts';
import { speak } from './speak.ts';
import { absolute } from './thin.ts';

/** Lends the engines of these settings; loads nothing yet. */
export type Lend = (settings: Settings, env: Io['env']) => Promise<Loan<Engines>>;

type Opened = Pick<SpeakInput, 'engines' | 'bytes' | 'signal'> & {
  readonly settings: Settings;
  /** Where `--out` writes, or whoever takes the sound. */
  readonly file: Player | undefined;
};

/** Reads a client's words as the program itself would. Undefined when it wants its own process. */
export function prepare(argv: readonly string[], cwd: string, env: Io['env'], lend: Lend): Prepared | undefined {
  const isSay = argv[0] === 'say';
  const words = isSay || argv[0] === 'speak' ? argv.slice(1) : argv;
  const { values, positionals } = parse(isSay ? say : speak, words);
  const flags: Record<string, unknown> = {
    ...(values.json ? { events: '-' } : {}),
    ...values,
    ...(isSay ? { from: 'text' } : {}),
  };
  const settled = resolveSettings({ ...flags, ...noticesOn(flags, env) }, env);
  const directory = basename(cwd);
  const project = settled.projects[cwd] ?? settled.projects[directory] ?? {};
  const isVoiceSaid = flags.voice !== undefined || env.STREAM_TTS_VOICE !== undefined;
  const settings = project.voice === undefined || isVoiceSaid ? settled : { ...settled, voice: project.voice };
  if (settings.runtime !== undefined && settings.runtime !== 'daemon') return undefined;
  const [input] = positionals;
  const runOf = ({ file, ...road }: Opened): Run => ({
    name: settings.name ?? project.name ?? directory,
    alias: directory,
    isMuted: project.muted ?? false,
    engines: road.engines,
    isSilent: file !== undefined,
    speak: async ({ player, shared, pace, onEvent }) =>
      file === undefined
        ? await speakRoad({ ...road, player, onEvent, shared, pace })
        : await speakRoad({ ...road, player: file, onEvent }),
  });
  return {
    input: isSay
      ? { text: positionals.join(' ') }
      : { ...(input === undefined ? {} : { file: absolute(cwd, input) }), ...(values.follow ? { follow: true } : {}) },
    outputs: {
      ...(settings.events === undefined ? {} : { events: absolute(cwd, settings.events) }),
      ...(settings.captions === undefined ? {} : { captions: absolute(cwd, settings.captions) }),
    },
    async open(bytes, signal, player) {
      if (isSay && positionals.length === 0) throw nothingToSay();
      const { engines, giveBack } = await lend(settings, env);
      const out = settings.out === undefined ? undefined : absolute(cwd, settings.out);
      const file =
        out === undefined ? player : await createPlayer({ ...settings, out }, env, engines.voice.sampleRateHz);
      return {
        ...runOf({ settings, engines, bytes, signal, file }),
        async more(sentences) {
          const loan = await lend(settings, env);
          const { signal: never } = new AbortController();
          const run = runOf({ settings, engines: loan.engines, bytes: sentences, signal: never, file: undefined });
          return { ...run, close: loan.giveBack };
        },
        close() {
          void file?.dispose();
          giveBack();
        },
      };
    },
  };
}

/** A listener at a desk wants to know when an agent waits; whoever set it otherwise is heard. */
function noticesOn(flags: Readonly<Record<string, unknown>>, env: Io['env']): Record<string, unknown> {
  const isSaid = flags.notices !== undefined || env.STREAM_TTS_NOTICES !== undefined;
  return isSaid || flags.out !== undefined ? {} : { notices: true };
}
