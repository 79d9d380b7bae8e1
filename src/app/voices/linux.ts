import { createEspeakVoice, ESPEAK } from '../../engines/voices/espeak.ts';
import { createOpenJtalkVoice, OPEN_JTALK } from '../../engines/voices/open-jtalk.ts';
import { DICTIONARY, readerOf } from '../reader.ts';
import { missingModels } from '../store.ts';
import { availability, isOnPath, type VoiceContext, type VoiceListing, type VoicePlan } from './plan.ts';

const MEI = 'hts-voice-mei';

export function planOpenJtalk({ settings, store }: VoiceContext): VoicePlan {
  return {
    name: 'open-jtalk:mei',
    languages: ['ja'],
    models: [DICTIONARY, MEI],
    create() {
      const files = { sys: store.file(DICTIONARY, 'sys.dic'), voice: store.file(MEI, 'mei_normal.htsvoice') };
      return createOpenJtalkVoice({ files, reader: readerOf(store, settings) });
    },
  };
}

export function planEspeak({ settings, store }: VoiceContext): VoicePlan {
  const { to: language } = settings;
  const isJapanese = language === 'ja';
  return {
    name: isJapanese ? 'system:espeak-ng' : `system:espeak-ng-${language}`,
    languages: [language.split('-')[0] ?? language],
    models: isJapanese ? [DICTIONARY] : [],
    create: () => createEspeakVoice({ language, ...(isJapanese ? { reader: readerOf(store, settings) } : {}) }),
  };
}

/** What the system itself can say: Open JTalk for Japanese where it is installed, else espeak-ng. */
export function planLinux(name: string | undefined, context: VoiceContext): VoicePlan | undefined {
  if (name?.startsWith('espeak-ng')) return planEspeak(context);
  if (name !== undefined) return undefined;
  const { settings, store, env } = context;
  const isThere = missingModels(store, [MEI]).length === 0 && isOnPath(OPEN_JTALK.command, env);
  return settings.to === 'ja' && isThere ? planOpenJtalk(context) : planEspeak(context);
}

export function listOpenJtalk(context: Pick<VoiceContext, 'store' | 'env'>): VoiceListing[] {
  return [
    {
      ...{ name: 'mei', voice: 'open-jtalk:mei', language: 'ja' },
      ...availability(context, [MEI, DICTIONARY], OPEN_JTALK),
      credit: 'Mei, MMDAgent Project Team, Nagoya Institute of Technology, CC BY 3.0',
    },
  ];
}

export function listLinux(context: Pick<VoiceContext, 'store' | 'env'>): VoiceListing[] {
  const credit = 'eSpeak NG, GPL-3.0';
  return [
    {
      ...{ name: 'espeak-ng', voice: 'system:espeak-ng', language: 'ja' },
      ...availability(context, [DICTIONARY], ESPEAK),
      credit,
    },
    {
      ...{ name: 'espeak-ng-en', voice: 'system:espeak-ng-en', language: 'en' },
      ...availability(context, [], ESPEAK),
      credit,
    },
  ];
}
