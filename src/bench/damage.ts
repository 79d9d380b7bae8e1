import { check } from '../guard/checks.ts';

/** A sentence and how people translated it. */
export interface Sourced {
  readonly source: string;
  readonly references: readonly string[];
}

/** A right translation, and one way in which a model was seen to spoil one. */
export interface Damaged {
  readonly kind: string;
  readonly source: string;
  readonly translation: string;
}

export interface Recognition {
  /** Of the translations that the checks refuse, the share that is damaged. */
  readonly precision: number | null;
  /** Of the damaged translations, the share that the checks refuse. */
  readonly recall: number | null;
  /** Recall by kind, with how many there are. */
  readonly kinds: Readonly<Record<string, { readonly refused: number; readonly of: number }>>;
  /** Right translations that are refused. */
  readonly falseAlarms: readonly string[];
}

/** What the checks find among right translations and as many damaged ones, each spoilt in one known way. */
export function recognise(sourced: readonly Sourced[]): Recognition {
  const pairs = sourced.flatMap(({ source, references }) => references.map((reference) => ({ source, reference })));
  const falseAlarms = pairs.filter(({ source, reference }) => refuses(source, reference)).map(({ source }) => source);
  const kinds: Record<string, { refused: number; of: number }> = {};
  for (const { kind, source, translation } of damagedFrom(sourced)) {
    kinds[kind] ??= { refused: 0, of: 0 };
    kinds[kind].of += 1;
    if (refuses(source, translation)) kinds[kind].refused += 1;
  }
  const damaged = Object.values(kinds).reduce((sum, { of }) => sum + of, 0);
  const refused = Object.values(kinds).reduce((sum, one) => sum + one.refused, 0);
  const all = refused + falseAlarms.length;
  return {
    precision: all === 0 ? null : refused / all,
    recall: damaged === 0 ? null : refused / damaged,
    kinds,
    falseAlarms,
  };
}

/** One damage a translation, the kinds in turn, so that the damaged are as many as the right ones. */
export function damagedFrom(sourced: readonly Sourced[]): Damaged[] {
  const pairs = sourced.flatMap(({ source, references }) => references.map((reference) => ({ source, reference })));
  const names = Object.keys(DAMAGES);
  return pairs.flatMap(({ source, reference }, index) => {
    const other = pairs[(index + 15) % pairs.length]?.reference ?? '';
    for (let turn = 0; turn < names.length; turn += 1) {
      const kind = names[(index + turn) % names.length] ?? '';
      const translation = DAMAGES[kind]?.(reference, source, other);
      if (translation !== undefined && translation !== reference) return [{ kind, source, translation }];
    }
    return [];
  });
}

type Damage = (reference: string, source: string, other: string) => string | undefined;

const DAMAGES: Readonly<Record<string, Damage>> = {
  'a number changed': (reference) => reference.replace(/\d+/, (digits) => String(Number(digits) + 1)),
  'two numbers swapped': (reference, source) => {
    const [first, second] = reference.match(/\d+/g) ?? [];
    if (first === undefined || second === undefined || first === second || !/\bfrom\b|instead/.test(source))
      return undefined;
    return reference.replace(/\d+/g, (digits) => (digits === first ? second : digits === second ? first : digits));
  },
  'a name lost': (reference, source) => {
    const [code] = codeOf(source);
    return code === undefined || !reference.includes(code) ? undefined : reference.replace(code, 'それ');
  },
  affirmed: (reference, source) =>
    /n't\b|\bnot\b|\bnever\b/.test(source) ? reference.replace(/ていません|ません(?=。|$)/, 'ます') : undefined,
  denied: (reference, source) =>
    /n't\b|\bnot\b|\bnever\b/.test(source) ? undefined : reference.replace(/(?:し)?ます。$/, 'しません。'),
  'no question': (reference, source) =>
    source.trim().endsWith('?') ? reference.replace(/(?:でしょう|ましょう|ます|です)か[？?。]?$/, 'です。') : undefined,
  'a question': (reference, source) =>
    source.trim().endsWith('?') ? undefined : reference.replace(/(ます|です|ました|でした)。$/, '$1か？'),
  'left in English': (_, source) => source.replaceAll('`', ''),
  'cut off': (reference) => (reference.length > 30 ? reference.slice(0, Math.floor(reference.length / 5)) : undefined),
  'a loop': (reference) => (reference.length > 12 ? reference + reference.slice(-10).repeat(4) : undefined),
  obeyed: () => 'はい、承知しました。すぐに対応します。',
  'of another sentence': (_, __, other) => other.replaceAll('`', ''),
};

function refuses(source: string, translation: string): boolean {
  const kept = codeOf(source);
  const plain = (text: string) => text.replaceAll('`', '');
  return !Object.values(check({ source: plain(source), translation: plain(translation), kept })).every(Boolean);
}

function codeOf(source: string): string[] {
  return [...source.matchAll(/(`+)(.+?)\1/g)].map(([, , code = '']) => code.replaceAll('`', ''));
}
