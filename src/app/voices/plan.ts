import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Store } from '../../models/store.ts';
import type { Voice } from '../../spec/contracts.ts';
import type { Settings } from '../settings.ts';
import { missingModels } from '../store.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** What a voice is planned from. */
export interface VoiceContext {
  readonly settings: Settings;
  readonly store: Store;
  readonly env: Env;
}

/** A voice that could be opened here. */
export interface VoicePlan {
  /** As in `--voice`. */
  readonly name: string;
  /** BCP 47 codes of what it can say; empty where it says whatever its server's model can. */
  readonly languages: readonly string[];
  /** What it needs from the catalogue. */
  readonly models: readonly string[];
  create(): Voice;
}

/** One line of `voices`. */
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

/** Whether models and a program are here, and if not what to type. */
export function availability(
  { store, env }: Pick<VoiceContext, 'store' | 'env'>,
  models: readonly string[],
  program?: { readonly command: string; readonly fix: string },
): Pick<VoiceListing, 'available' | 'reason'> {
  const missing = missingModels(store, models);
  const steps = [
    ...(missing.length > 0 ? [`npx stream-tts models pull ${missing.join(' ')}`] : []),
    ...(program && !isOnPath(program.command, env) ? [program.fix] : []),
  ];
  return { available: steps.length === 0, ...(steps.length > 0 ? { reason: `type: ${steps.join(' && ')}` } : {}) };
}

export function isOnPath(program: string, env: Env): boolean {
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
