import { creditOf, VOICEVOX_URLS, type VoicevoxStyle, voicevoxStyles } from '../../engines/voices/voicevox.ts';
import type { Settings } from '../settings.ts';
import { missingModels, openStore } from '../store.ts';
import { KOKORO_MODELS } from './kokoro.ts';
import type { Env, VoiceListing } from './plan.ts';

/** How long an engine on this machine may take to say what voices it has. */
const PATIENCE_MS = 1000;

/** A VOICEVOX or AivisSpeech engine that answers. */
export interface RunningEngine {
  readonly name: 'VOICEVOX' | 'AivisSpeech';
  readonly url: string;
  readonly styles: readonly VoicevoxStyle[];
  credit(speaker: string): string;
}

/** The engines that run here, VOICEVOX first; STREAM_TTS_VOICEVOX names other addresses, parted by commas. */
export async function runningEngines(env: Env): Promise<RunningEngine[]> {
  const urls = env.STREAM_TTS_VOICEVOX?.split(',').filter((url) => url !== '') ?? Object.values(VOICEVOX_URLS);
  const asked = urls.map(async (url): Promise<RunningEngine[]> => {
    const server = { voice: 'voicevox', url, fix: '', limits: { firstByteMs: PATIENCE_MS } };
    try {
      const styles = await voicevoxStyles(server, AbortSignal.timeout(PATIENCE_MS));
      const engine = url === VOICEVOX_URLS.aivis ? 'aivis' : 'voicevox';
      const name = engine === 'aivis' ? 'AivisSpeech' : 'VOICEVOX';
      return styles.length > 0 ? [{ name, url, styles, credit: (speaker) => creditOf(speaker, engine) }] : [];
    } catch {
      return [];
    }
  });
  return (await Promise.all(asked)).flat();
}

/** What `auto`, or `voicevox` without a speaker, came to, and why. */
export interface SettledVoice {
  readonly settings: Settings;
  readonly reason?: string;
  readonly credit?: string;
  /** As in `--voice`: who speaks where that voice fails, if it was not the user who named it and its models are here. */
  readonly standIn?: string;
}

/**
 * `auto` is a running VOICEVOX or AivisSpeech, else Kokoro. Anything else stays as it is; of VOICEVOX it is found out
 * where it runs and whom its speaker credits.
 */
export async function settleVoice(settings: Settings, env: Env): Promise<SettledVoice> {
  const { voice, to, server } = settings;
  const [kind, ...rest] = voice.split(':');
  if (to !== 'ja' || (voice !== 'auto' && kind !== 'voicevox')) return { settings };
  const [engine] = await runningEngines(server === undefined ? env : { ...env, STREAM_TTS_VOICEVOX: server });
  const wanted = rest.length > 0 ? rest.join(':') : undefined;
  if (engine === undefined) {
    if (voice !== 'auto') return { settings };
    return { settings: { ...settings, voice: 'kokoro' }, reason: 'no VOICEVOX or AivisSpeech runs here' };
  }
  const style = engine.styles.find(
    ({ speaker, style: name, id }) =>
      wanted === undefined || [speaker, `${speaker}/${name}`, String(id)].includes(wanted),
  );
  const speaker = style?.speaker ?? wanted ?? '';
  return {
    settings: { ...settings, voice: `voicevox:${wanted ?? speaker}`, server: engine.url },
    reason: voice === 'auto' ? `${engine.name} runs at ${engine.url}` : 'as told',
    credit: engine.credit(speaker),
    ...(voice === 'auto' && hasKokoro(env) ? { standIn: 'kokoro' } : {}),
  };
}

function hasKokoro(env: Env): boolean {
  return missingModels(openStore(env), KOKORO_MODELS.ja).length === 0;
}

/** Every speaker of the engines that run here. */
export async function listVoicevox(env: Env): Promise<VoiceListing[]> {
  const engines = await runningEngines(env);
  if (engines.length === 0) {
    const { voicevox, aivis } = VOICEVOX_URLS;
    return [
      {
        ...{ name: 'voicevox', voice: 'voicevox:SPEAKER', language: 'ja', available: false },
        reason: `start VOICEVOX (${voicevox}) or AivisSpeech (${aivis})`,
        credit: 'VOICEVOX:SPEAKER, terms of each speaker',
      },
    ];
  }
  return engines.flatMap(({ styles, credit }) =>
    [...new Set(styles.map(({ speaker }) => speaker))].map((speaker) => ({
      ...{ name: speaker, voice: `voicevox:${speaker}`, language: 'ja', available: true },
      credit: `${credit(speaker)}, terms of the speaker`,
    })),
  );
}
