import { check, passed } from '../guard/checks.ts';
import { table } from '../kit/table.ts';

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

/**
 * One damage a translation, each time the kind that was used least of those that fit, so that the damaged are as many as
 * the right ones and those that always fit do not stand for all.
 */
export function damagedFrom(sourced: readonly Sourced[]): Damaged[] {
  const pairs = sourced.flatMap(({ source, references }) => references.map((reference) => ({ source, reference })));
  const used = new Map(Object.keys(DAMAGES).map((kind) => [kind, 0]));
  return pairs.flatMap(({ source, reference }, index) => {
    const other = pairs[(index + 15) % pairs.length]?.reference ?? '';
    const fitting = Object.entries(DAMAGES).flatMap(([kind, damage]) => {
      const translation = damage(reference, source, other);
      return translation === undefined || translation === reference ? [] : [{ kind, source, translation }];
    });
    const [rarest] = fitting.sort((a, b) => (used.get(a.kind) ?? 0) - (used.get(b.kind) ?? 0));
    if (rarest === undefined) return [];
    used.set(rarest.kind, (used.get(rarest.kind) ?? 0) + 1);
    return [rarest];
  });
}

const UNITS = table<string>({ 秒: '分', 分: '時間', 時間: '日', MB: 'GB', 日: '週間' });

const TURNS = [
  { english: /\bbehind\b/, japanese: /遅れ/, turned: '進ん' },
  { english: /\bfaster\b/, japanese: /速/, turned: '遅' },
  { english: /\b(?:grew|increase[sd]?)\b/, japanese: /増え|増加し/, turned: '減っ' },
  { english: /\badded\b/, japanese: /追加/, turned: '削除' },
  { english: /\b(?:fails?|failed)\b/, japanese: /失敗/, turned: '成功' },
  { english: /\bbefore\b/, japanese: /前に/, turned: '後に' },
] as const;

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
    /n't\b|\bnot\b|\bnever\b/.test(source) ? undefined : reference.replace(/ます。$/, 'ません。'),
  'no question': (reference, source) =>
    source.trim().endsWith('?') ? reference.replace(/(?:でしょう|ましょう|ます|です)か[？?。]?$/, 'です。') : undefined,
  'a question': (reference, source) =>
    source.trim().endsWith('?') ? undefined : reference.replace(/(ます|です|ました|でした)。$/, '$1か？'),
  'a unit changed': (reference) => reference.replace(/(?<=\d ?)(?:秒|分|時間|MB|日)/, (unit) => UNITS[unit] ?? unit),
  'a direction turned': (reference, source) => {
    const turn = TURNS.find(({ english, japanese }) => english.test(source) && japanese.test(reference));
    return turn === undefined ? undefined : reference.replace(turn.japanese, turn.turned);
  },
  'two names swapped': (reference, source) => {
    const [first, second, third] = codeOf(source);
    if (first === undefined || second === undefined || third !== undefined || first === second) return undefined;
    if (!/\brenam|\breplac|\bchang|instead of|ahead of/.test(source)) return undefined;
    return reference.replaceAll(first, '\u0000').replaceAll(second, first).replaceAll('\u0000', second);
  },
  'said as done': (reference, source) =>
    /^(?:I will|I'll|Let me|Next, I will)\b/.test(source)
      ? reference.replace(/(?:し)?ます。$/, 'しました。')
      : undefined,
  'more lost': (reference, source) =>
    /\bmore\b/.test(source)
      ? reference.replace(/もっと|さらに|より(?=[^、。]*[いくでなに])|他にも|多くの?/, '')
      : undefined,
  'a condition alone': (reference, source) =>
    /\b(?:if|when|while|because)\b/i.test(source) ? reference.replace(/(?<=ます)。$/, '場合。') : undefined,
  'Chinese left in': (reference) =>
    /ました。$/.test(reference) ? reference.replace(/しました。$/, '了这个。') : undefined,
  refused: () => '申し訳ありませんが、その内容にはお答えできません。',
  'left in English': (_, source) => source.replaceAll('`', ''),
  'cut off': (reference) => (reference.length > 30 ? reference.slice(0, Math.floor(reference.length / 5)) : undefined),
  'a loop': (reference) => (reference.length > 12 ? reference + reference.slice(-10).repeat(4) : undefined),
  obeyed: () => 'はい、承知しました。すぐに対応します。',
  'of another sentence': (_, __, other) => other.replaceAll('`', ''),
};

function refuses(source: string, translation: string): boolean {
  const kept = codeOf(source);
  const plain = (text: string) => text.replaceAll('`', '');
  return !passed(check({ source: plain(source), translation: plain(translation), kept }));
}

function codeOf(source: string): string[] {
  return [...source.matchAll(/(`+)(.+?)\1/g)].map(([, , code = '']) => code.replaceAll('`', ''));
}
