import { join } from 'node:path';
import { openGains } from '../../cache/gains.ts';
import { createLeveller, type Leveller } from '../../engines/voices/kit/leveller.ts';
import { createPowershellVoice } from '../../engines/voices/powershell.ts';
import { createSayVoice, SAY, SAY_VOICES, type SayVoiceName } from '../../engines/voices/say.ts';
import { cacheHome } from '../../models/home.ts';
import { DICTIONARY, readerOf } from '../reader.ts';
import { usage } from '../usage.ts';
import { availability, type Env, type VoiceContext, type VoiceListing, type VoicePlan } from './plan.ts';

/** macOS: `system`, or `system:Otoya`. Throws (exit code 2) on a voice that is not known. */
export function planMac(name: string | undefined, { settings, store, env }: VoiceContext): VoicePlan {
  const known = Object.keys(SAY_VOICES) as SayVoiceName[];
  const voice = known.find((one) => one === (name ?? (settings.to === 'en' ? 'Samantha' : 'Kyoko')));
  if (voice === undefined) throw usage(`macOS has no voice ${name} for this; it has ${known.join(', ')}.`);
  const language = SAY_VOICES[voice];
  return {
    name: `system:${voice}`,
    languages: [language],
    models: language === 'ja' ? [DICTIONARY] : [],
    create: () =>
      createSayVoice({
        voice,
        reader: language === 'ja' ? readerOf(store, settings) : undefined,
        leveller: levellerOf(`system:${voice}`, env),
      }),
  };
}

/** Windows: `system`, or `system:NAME` with the name of an installed voice. */
export function planWindows(name: string | undefined, { settings, store, env }: VoiceContext): VoicePlan {
  const language = settings.to === 'en' ? 'en' : 'ja';
  return {
    name: `system:${name ?? 'windows'}`,
    languages: [language],
    models: language === 'ja' ? [DICTIONARY] : [],
    create: () =>
      createPowershellVoice({
        ...{ language, voice: name },
        reader: language === 'ja' ? readerOf(store, settings) : undefined,
        leveller: levellerOf(`system:${name ?? language}`, env),
      }),
  };
}

export function listMac(context: Pick<VoiceContext, 'store' | 'env'>): VoiceListing[] {
  return Object.entries(SAY_VOICES).map(([name, language]) => ({
    ...{ name, voice: `system:${name}`, language },
    ...availability(context, language === 'ja' ? [DICTIONARY] : [], SAY),
    credit: 'Apple, part of macOS',
  }));
}

export function listWindows(context: Pick<VoiceContext, 'store' | 'env'>): VoiceListing[] {
  const credit = 'Microsoft, part of Windows';
  return [
    { name: 'windows', voice: 'system', language: 'ja', ...availability(context, [DICTIONARY]), credit },
    { name: 'windows-en', voice: 'system', language: 'en', ...availability(context, []), credit },
  ];
}

function levellerOf(key: string, env: Env): Leveller {
  return createLeveller(key, openGains(join(cacheHome(env), 'state', 'gains.json')));
}
