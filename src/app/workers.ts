import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Voice } from '../spec/contracts.ts';
import { createWorkerTranslator, createWorkerVoice } from '../workers/engines.ts';
import type { WorkerEvent } from '../workers/supervise.ts';
import { neighbour, ownModule } from './own-module.ts';
import type { Settings } from './settings.ts';
import type { TranslatorPlan } from './translator-plans.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface WorkerOptions {
  readonly settings: Settings;
  readonly env: Env;
  /** Sees what happens to the worker of the engine with this name. */
  readonly onWorker?: ((name: string, event: WorkerEvent) => void) | undefined;
}

/** The same plan with the engine in a child process. */
export function workerTranslatorPlan(plan: TranslatorPlan, options: WorkerOptions): TranslatorPlan {
  return {
    ...plan,
    // A worker goes by all of the settings.
    key: undefined,
    create() {
      // Never loaded: it says what kind of translator it is.
      const { name, continues = false, repeats = false, context, variant = '' } = plan.create();
      return createWorkerTranslator({
        ...common(name, options),
        continues,
        repeats,
        variant,
        ...(context && { context }),
      });
    },
  };
}

/** The same voice in a child process; the one that is given is never loaded. */
export function workerVoice(voice: Voice, options: WorkerOptions): Voice {
  const { name, languages, sampleRateHz, reason, credit } = voice;
  return {
    ...createWorkerVoice({ ...common(name, options), languages, sampleRateHz }),
    ...(reason === undefined ? {} : { reason }),
    ...(credit === undefined ? {} : { credit }),
  };
}

function common(name: string, { settings, env, onWorker }: WorkerOptions) {
  return {
    name,
    program: { ...ownModule(neighbour('worker-child', import.meta.url)), env },
    engine: { name, settings },
    memoryLimitMB: settings.workers.memoryMB,
    clock: () => performance.now(),
    sleep: (durationMs: number, how: { signal: AbortSignal; ref: boolean }) => sleepFor(durationMs, undefined, how),
    onEvent: (event: WorkerEvent) => onWorker?.(name, event),
  };
}
