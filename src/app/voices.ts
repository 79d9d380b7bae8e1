import type { Store } from '../models/store.ts';
import type { Settings } from './settings.ts';
import { openStore } from './store.ts';
import { later, usage } from './usage.ts';
import { listMac, listWindows, planMac, planWindows } from './voices/desktop.ts';
import { listVoicevox } from './voices/engines-here.ts';
import { hasKokoroVoice, KOKORO, kokoroFiles, listKokoro, planKokoro } from './voices/kokoro.ts';
import { listLinux, listOpenJtalk, planLinux, planOpenJtalk } from './voices/linux.ts';
import type { Env, VoiceContext, VoiceListing, VoicePlan } from './voices/plan.ts';
import { listServers, planCosyVoice, planOpenAi, planVoicevox } from './voices/servers.ts';

export { runningEngines, type SettledVoice, settleVoice } from './voices/engines-here.ts';
export type { VoiceListing, VoicePlan } from './voices/plan.ts';

const CHOICES = [
  'auto',
  'kokoro:VOICE',
  'voicevox:SPEAKER',
  'open-jtalk',
  'system',
  'openai:VOICE',
  'cosyvoice:SPEAKER',
];

/** The voice of these settings. Throws (exit code 2) on one that is not known, or that cannot say their language. */
export function planVoice(settings: Settings, store: Store, env: Env): VoicePlan {
  const { voice, to } = settings;
  const [engine = '', ...rest] = voice.split(':');
  const plan = planned(engine, rest.length > 0 ? rest.join(':') : undefined, { settings, store, env });
  if (plan === undefined) throw later('--voice', voice, CHOICES);
  const [language] = to.split('-');
  if (plan.languages.length > 0 && !plan.languages.includes(language ?? to)) {
    const speaks = plan.languages.map((code) => NAMES.of(code) ?? code).join(' and ');
    throw usage(
      `The voice ${plan.name} speaks ${speaks}, not ${NAMES.of(to) ?? to}; stream-tts voices lists the others.`,
    );
  }
  return plan;
}

const NAMES = new Intl.DisplayNames('en', { type: 'language' });

/** Every voice that this program knows, and whether it can speak on this machine. */
export async function listVoices(env: Env): Promise<VoiceListing[]> {
  const context = { store: openStore(env), env };
  return [
    ...(await listVoicevox(env)),
    ...listKokoro(context),
    ...listOpenJtalk(context),
    ...(SYSTEM[process.platform]?.list(context) ?? []),
    ...listServers(),
  ];
}

/** Absolute paths of those of a model's files that its engine reads. */
export function filesInUse(store: Store, id: string, settings: Settings): string[] {
  if (id !== KOKORO) return Object.values(store.require(id).files);
  const { graphs, vocab, voices } = kokoroFiles(store, settings);
  const { whole, ...streaming } = graphs;
  const used = Object.keys(streaming).length > 0 ? Object.values(streaming) : [whole];
  return [...used, vocab, voices];
}

function planned(engine: string, name: string | undefined, context: VoiceContext): VoicePlan | undefined {
  const system = SYSTEM[process.platform];
  if (engine === 'auto' && name === undefined) {
    return hasKokoroVoice(context.settings.to) || !system
      ? planKokoro(undefined, context)
      : system.plan(undefined, context);
  }
  if (engine === 'kokoro') return planKokoro(name, context);
  if (engine === 'voicevox') return planVoicevox(name, context);
  if (engine === 'openai') return planOpenAi(name, context);
  if (engine === 'cosyvoice') return planCosyVoice(name, context);
  if (engine === 'open-jtalk' && (name ?? 'mei') === 'mei') return planOpenJtalk(context);
  if (engine === 'system') return system?.plan(name, context);
  return undefined;
}

/** What `system` is, by platform. */
const SYSTEM: Partial<Record<NodeJS.Platform, { readonly plan: typeof planLinux; readonly list: typeof listLinux }>> = {
  linux: { plan: planLinux, list: listLinux },
  darwin: { plan: planMac, list: listMac },
  win32: { plan: planWindows, list: listWindows },
};
