import { clauses } from '../../../reading/clauses.ts';
import type { EnglishReader } from '../../../reading/english/reader.ts';
import type { Reader } from '../../../reading/types.ts';
import { englishClauses } from '../kit/texts.ts';
import type { Front } from './plan.ts';

export type KokoroLanguage = 'ja' | 'en';

interface Speaker {
  readonly language: KokoroLanguage;
  /** Brings the voice to -20 LUFS (BS.1770) by the whole graph, and in windows, whose norms are constants. */
  readonly gain: { readonly whole: number; readonly windowed: number };
}

export const SPEAKERS = {
  jf_alpha: { language: 'ja', gain: { whole: 0.94, windowed: 1 } },
  jf_gongitsune: { language: 'ja', gain: { whole: 1, windowed: 0.96 } },
  jf_nezumi: { language: 'ja', gain: { whole: 1.02, windowed: 0.88 } },
  jf_tebukuro: { language: 'ja', gain: { whole: 1.03, windowed: 0.97 } },
  jm_kumo: { language: 'ja', gain: { whole: 1.02, windowed: 0.88 } },
  af_heart: { language: 'en', gain: { whole: 1.3, windowed: 1.3 } },
  af_bella: { language: 'en', gain: { whole: 1.24, windowed: 1.3 } },
  am_michael: { language: 'en', gain: { whole: 1.5, windowed: 1.4 } },
  am_fenrir: { language: 'en', gain: { whole: 0.84, windowed: 0.72 } },
} as const satisfies Readonly<Record<string, Speaker>>;

export type KokoroVoiceName = keyof typeof SPEAKERS;

export const KOKORO_VOICES = Object.keys(SPEAKERS) as readonly KokoroVoiceName[];

/** BCP 47. */
export function languageOf(voice: KokoroVoiceName): KokoroLanguage {
  return SPEAKERS[voice].language;
}

/** Who speaks a language when the voice that was chosen is one of another. */
const STAND_INS: Readonly<Record<KokoroLanguage, KokoroVoiceName>> = { ja: 'jf_alpha', en: 'af_heart' };

export interface Readers {
  /** Japanese. */
  readonly reader?: Reader | undefined;
  readonly english?: EnglishReader | undefined;
}

/** Who says what in each language that can be read here, the chosen voice's own first. */
export interface Cast {
  readonly languages: readonly [KokoroLanguage, ...KokoroLanguage[]];
  readonly voices: readonly KokoroVoiceName[];
  /** The chosen voice where the language is none of these. */
  of(language: string | undefined): {
    voice: KokoroVoiceName;
    gain: Speaker['gain'];
    front: Front;
    language: KokoroLanguage;
  };
}

/** Throws when the voice's own language cannot be read. */
export function castFor(voice: KokoroVoiceName, { reader, english }: Readers): Cast {
  const fronts = new Map<KokoroLanguage, Front>();
  if (reader !== undefined) fronts.set('ja', { clauses, read: reader.read });
  if (english !== undefined) fronts.set('en', { clauses: englishClauses, read: english.read });
  const { language: own } = SPEAKERS[voice];
  const ownFront = fronts.get(own);
  if (ownFront === undefined) throw new Error(`kokoro:${voice} has no reader of its language`);
  const others = [...fronts.keys()].filter((language) => language !== own);
  const nameOf = (language: KokoroLanguage) => (language === own ? voice : STAND_INS[language]);
  return {
    languages: [own, ...others],
    voices: [voice, ...others.map(nameOf)],
    of(language = own) {
      const spoken = others.find((other) => language === other || language.startsWith(`${other}-`)) ?? own;
      const name = nameOf(spoken);
      return { voice: name, gain: SPEAKERS[name].gain, front: fronts.get(spoken) ?? ownFront, language: spoken };
    },
  };
}
