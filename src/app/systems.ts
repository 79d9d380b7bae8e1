import type { Settings } from './settings.ts';
import { missingModels, openStore } from './store.ts';
import { planTranslators } from './translators.ts';
import { planVoice } from './voices.ts';

type Env = Readonly<Record<string, string | undefined>>;

export const SYSTEM_NAMES = ['serial', 'workers', 'thin', 'pure', 'hybrid'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** One of the systems that this program grew from, as a composition of its parts. */
export interface System {
  readonly name: SystemName;
  readonly what: string;
  /** `speak` with these is the system. */
  readonly settings: Pick<Settings, 'runtime' | 'translator' | 'voice'>;
  /** The whole message, then its translation, then its speech. */
  readonly isSerial: boolean;
  /** What stands in for an engine that cannot run here. */
  readonly standIns: readonly string[];
  /** The program that it is, where that is another than this one. */
  readonly program?: string;
  /** Why it cannot run here, with what to type. */
  readonly reason?: string;
}

/** Best first: what the system was made of, then what takes its place. */
interface Plan {
  readonly name: SystemName;
  readonly what: string;
  readonly runtime: Settings['runtime'];
  readonly translators: readonly string[];
  readonly voices: readonly string[];
  /** What the author's had. */
  readonly was: { readonly translator: string; readonly voice: string };
  readonly isSerial?: boolean;
}

const WORKERS = {
  runtime: 'workers',
  translators: ['nllb', 'llama', 'firefox'],
  voices: ['system'],
  was: { translator: 'NLLB-200', voice: "macOS's voice" },
} as const;

const PLANS: readonly Plan[] = [
  { name: 'serial', what: 'coordinator and workers, one step after the other', ...WORKERS, isSerial: true },
  { name: 'workers', what: 'each engine in a child process, sentences overlapped', ...WORKERS },
  { name: 'thin', what: 'a coordinator in one small file, with the same workers', ...WORKERS },
  {
    name: 'pure',
    what: 'everything in one process',
    runtime: 'pure',
    translators: ['llama:qwen2.5-7b', 'llama'],
    voices: ['system'],
    was: { translator: 'Qwen2.5-7B', voice: "macOS's voice" },
  },
  {
    name: 'hybrid',
    what: 'llama.cpp as a server, sound streamed as it is made',
    runtime: 'pure',
    translators: ['llama-server'],
    voices: ['cosyvoice', 'kokoro'],
    was: { translator: 'Qwen2.5-7B', voice: 'CosyVoice' },
  },
];

export interface SystemContext {
  readonly settings: Settings;
  readonly env: Env;
  /** The file of the thin coordinator, which is a program of its own, where it was made. */
  readonly coordinator?: string | undefined;
}

/** The systems, each with engines that are on this machine. Nothing is loaded. */
export function planSystems(context: SystemContext): System[] {
  return PLANS.map((plan) => {
    const { name, what, runtime, was, isSerial = false } = plan;
    const translator = choose(plan.translators, (one) => translatorOf(one, context));
    const voice = choose(plan.voices, (one) => voiceOf(one, context));
    const reason =
      translator.reason ??
      voice.reason ??
      (name === 'thin' && context.coordinator === undefined ? 'it is not made yet; type: npm run pack' : undefined);
    return {
      ...{ name, what, isSerial },
      settings: { runtime, translator: translator.name, voice: voice.name },
      standIns: [standIn(translator.found, was.translator), standIn(voice.found, was.voice)].filter(
        (one) => one !== undefined,
      ),
      ...(name === 'thin' && context.coordinator !== undefined ? { program: context.coordinator } : {}),
      ...(reason === undefined ? {} : { reason }),
    };
  });
}

interface Found {
  /** The engine's own name. */
  readonly name: string;
  readonly missing: readonly string[];
}

function choose(names: readonly string[], find: (name: string) => Found) {
  let lacking: string | undefined;
  let failed: string | undefined;
  for (const name of names) {
    try {
      const found = find(name);
      if (found.missing.length === 0) return { name, found: found.name };
      lacking ??= `it is not on this machine; type: npx stream-tts models pull ${found.missing.join(' ')}`;
    } catch (error) {
      failed ??= error instanceof Error ? error.message : String(error);
    }
  }
  return { name: names[0] ?? '', found: '', reason: lacking ?? failed ?? 'nothing is planned for it' };
}

function translatorOf(translator: string, { settings, env }: SystemContext): Found {
  const store = openStore(env);
  const [plan] = planTranslators({ ...settings, translator }, store, env);
  if (plan === undefined) throw new Error(`there is no translator ${translator}`);
  return { name: plan.name, missing: missingModels(store, plan.models) };
}

function voiceOf(voice: string, { settings, env }: SystemContext): Found {
  const store = openStore(env);
  const plan = planVoice({ ...settings, voice }, store, env);
  const missing = missingModels(store, plan.models);
  return { name: missing.length === 0 ? plan.create().name : voice, missing };
}

function standIn(found: string, was: string): string | undefined {
  const same = found
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .includes(was.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  const isNative = was.startsWith('macOS') && process.platform === 'darwin' && found.startsWith('system');
  return found === '' || same || isNative ? undefined : `${found} for ${was}`;
}
