import { basename } from 'node:path';
import { resolveSettings } from '../app/settings.ts';
import { createPlayer } from '../app/speak.ts';
import type { Prepared } from '../daemon/server.ts';
import type { Io } from './command.ts';
import { parse } from './parse.ts';
import { nothingToSay, say } from './say.ts';
import type { KeptVoices } from './serve-kept.ts';
import { type Lend, openRun } from './serve-run.ts';
import { speak } from './speak.ts';
import { absolute } from './thin.ts';

/** What the sessions of a warm process share. */
export interface Shared {
  readonly lend: Lend;
  readonly kept: KeptVoices;
}

/** Reads a client's words as the program itself would. Undefined when it wants its own process. */
export function prepare(
  argv: readonly string[],
  cwd: string,
  env: Io['env'],
  { lend, kept }: Shared,
): Prepared | undefined {
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
  const place = `${settled.to} ${cwd}`;
  const isVoiceSaid = flags.voice !== undefined || env.STREAM_TTS_VOICE !== undefined;
  const settings = isVoiceSaid ? settled : { ...settled, voice: kept.voiceOf(place) ?? project.voice ?? settled.voice };
  if (settings.runtime !== undefined && settings.runtime !== 'daemon') return undefined;
  const [input] = positionals;
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
      const { out } = settings;
      const toFile = out === undefined ? undefined : { ...settings, out: absolute(cwd, out) };
      return await openRun({
        ...{ settings, env, lend, bytes, signal },
        about: {
          name: settings.name ?? project.name ?? directory,
          alias: directory,
          isMuted: project.muted ?? false,
        },
        file: toFile ? (sampleRateHz) => createPlayer(toFile, env, sampleRateHz) : player && (async () => player),
        onVoice: (voice) => kept.keepVoice(place, voice),
      });
    },
  };
}

/** A listener at a desk wants to know when an agent waits; whoever set it otherwise is heard. */
function noticesOn(flags: Readonly<Record<string, unknown>>, env: Io['env']): Record<string, unknown> {
  const isSaid = flags.notices !== undefined || env.STREAM_TTS_NOTICES !== undefined;
  return isSaid || flags.out !== undefined ? {} : { notices: true };
}
