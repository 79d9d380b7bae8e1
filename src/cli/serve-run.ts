import type { Engines } from '../app/engines.ts';
import type { Settings } from '../app/settings.ts';
import { type SpeakInput, speak } from '../app/speak.ts';
import type { Run } from '../daemon/daemon.ts';
import type { Loan } from '../daemon/pool.ts';
import { createRole } from '../daemon/role.ts';
import type { Player } from '../spec/contracts.ts';
import type { Io } from './command.ts';

/** Lends the engines of these settings; loads nothing yet. */
export type Lend = (settings: Settings, env: Io['env']) => Promise<Loan<Engines>>;

export interface RunOptions extends Pick<SpeakInput, 'bytes' | 'signal'> {
  readonly settings: Settings;
  readonly env: Io['env'];
  readonly lend: Lend;
  readonly about: Pick<Run, 'name' | 'alias' | 'isMuted'>;
  /** Takes the sound in place of the loudspeaker, at this rate. */
  readonly file?: ((sampleRateHz: number) => Promise<Player>) | undefined;
  /** Told who was given the session's voice. */
  readonly onVoice: (voice: string) => void;
}

/** A session's road over engines that are lent to it. Rejects with what opening them rejects with. */
export async function openRun(options: RunOptions): Promise<Run & { close(): void }> {
  const { settings, env, lend, about, bytes, signal, onVoice } = options;
  const loan = await lend(settings, env);
  const role = createRole(loan.engines.voice);
  const engines = { ...loan.engines, voice: role.voice };
  const file = await options.file?.(role.voice.sampleRateHz).catch((error: unknown) => {
    loan.giveBack();
    throw error;
  });
  const road = { settings, engines, bytes, signal };
  let own = settings;
  let other: Loan<Engines> | undefined;
  let isOver = false;
  return {
    ...about,
    engines,
    isSilent: file !== undefined,
    speak: async ({ player, shared, pace, onEvent }) =>
      file === undefined
        ? await speak({ ...road, player, onEvent, shared, pace })
        : await speak({ ...road, player: file, onEvent }),
    more: (sentences) =>
      openRun({ ...options, settings: own, bytes: sentences, signal: new AbortController().signal, file: undefined }),
    async understudy(voice) {
      const next = { ...own, voice };
      const wanted = await lend(next, env);
      // The one before speaks meanwhile, and one that cannot be loaded never has its turn.
      await wanted.engines.voice.warm().catch((error: unknown) => {
        wanted.giveBack();
        throw error;
      });
      return {
        stepIn() {
          onVoice(voice);
          if (isOver) return wanted.giveBack();
          role.play(wanted.engines.voice);
          other?.giveBack();
          other = wanted;
          own = next;
        },
        leave: wanted.giveBack,
      };
    },
    close() {
      isOver = true;
      void file?.dispose();
      other?.giveBack();
      loan.giveBack();
    },
  };
}
