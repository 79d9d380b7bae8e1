import { createEngines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { median, quantile } from '../machine.ts';
import { type FirstSound, firstSoundOf } from './first-sounds.ts';
import type { Reply } from './replies.ts';

/** The quickest pair of which both parts can be had from package registries. */
const PAIR = { to: 'pt', translator: 'firefox', voice: 'system:espeak-ng' } as const;
const PACE = 80;

/**
 * First sound of the fastest pair, counted from when its sentence's text is complete: Mozilla's model into Portuguese and
 * espeak-ng. A note with the command where they are not here.
 */
export async function instantFtts(options: {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly replies: readonly Reply[];
  readonly signal: AbortSignal;
}): Promise<{ readonly figures: Readonly<Record<string, number | null>>; readonly note: string }> {
  const settings = { ...options.settings, ...PAIR };
  try {
    const engines = createEngines(settings, options.env);
    try {
      await Promise.all([engines.translators[0]?.warm(), engines.voice.warm()]);
      const sounds: FirstSound[] = [];
      for (const reply of options.replies) {
        const sound = await firstSoundOf({ settings, engines, tokensPerSecond: PACE, signal: options.signal }, reply);
        if (sound !== undefined) sounds.push(sound);
      }
      const waits = sounds.slice(1).map(({ firstSoundMs, waitForTextMs }) => firstSoundMs - waitForTextMs);
      return {
        figures: { instantFttsMs: median(waits), instantFttsP95Ms: quantile(waits, 0.95) },
        note: `${engines.translators[0]?.name} and ${engines.voice.name}, less the wait for text, ${waits.length} replies`,
      };
    } finally {
      await engines.dispose();
    }
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof StreamTtsError)) throw error;
    const note = error.fix === undefined ? error.message : `${error.message} Type: ${error.fix}`;
    return { figures: { instantFttsMs: null, instantFttsP95Ms: null }, note };
  }
}
