import type { Span } from '../../spec/parts.ts';
import { JAPANESE_RULES } from './japanese-rules.ts';
import { withoutMarkup, withoutSigns } from './names.ts';
import type { Rule } from './rule.ts';
import { SPAN_RULES } from './span-rules.ts';
import { WORD_RULES } from './word-rules.ts';

export type { Rule, Say } from './rule.ts';

/** Every rule by the language that is spoken, in the order in which they are asked. */
export const RULES = {
  en: [...SPAN_RULES, ...WORD_RULES],
  ja: JAPANESE_RULES,
} as const satisfies Readonly<Record<string, readonly Rule[]>>;

export const RULE_NAMES: readonly string[] = [...new Set([...RULES.en, ...RULES.ja].map(({ name }) => name))];

export interface SpokenOptions {
  /** Names of rules that are not wanted. */
  readonly off?: readonly string[];
  /** Rules of the user's own, for every language; they are asked before the others. */
  readonly extra?: readonly Rule[];
}

/**
 * Says a text with its spans in the language (BCP 47) that it is written in; Chinese by Japanese's rules, all others by
 * those of English. What no rule says stays as written, without markup and separators of paths.
 */
export type Spoken = (text: string, spans: readonly Span[], language: string) => string;

/** How texts are said, by rules of one's choice. */
export function createSpoken({ off = [], extra = [] }: SpokenOptions = {}): Spoken {
  const of = (rules: readonly Rule[]) => [...extra, ...rules.filter(({ name }) => !off.includes(name))];
  const english = createSpeller(of(RULES.en), withoutSigns, extra.length === 0 ? MAY_NEED_WORDS : undefined);
  // The reading room knows the signs between Japanese words.
  const japanese = createSpeller(of(RULES.ja), withoutMarkup);
  return (text, spans, language) => (/^(?:ja|zh)\b/.test(language) ? japanese : english)(text, spans);
}

// Ordinary prose needs none of the rules: no sign, no abbreviation.
const MAY_NEED_WORDS = /[^\s\p{L}\p{N}.,;:'"!?()-]|-(?:\d|$)|\b(?:e\.g|i\.e|etc|vs|approx)\b/iu;

function createSpeller(rules: readonly Rule[], unsigned: (text: string) => string, needsWords?: RegExp) {
  const spanRules = rules.filter((rule) => rule.kinds !== undefined);
  const wordRules = rules.flatMap(({ kinds, pattern, say }) =>
    kinds === undefined && pattern !== undefined ? [{ pattern: everywhere(pattern), say }] : [],
  );

  function words(text: string): string {
    if (needsWords?.test(text) === false) return text;
    let said = text;
    for (const { pattern, say } of wordRules) {
      said = said.replace(pattern, (found: string, ...rest: unknown[]) => say(found, groupsOf(rest), (own) => own));
    }
    return unsigned(said);
  }

  function saySpan(written: string, kind: Span['kind']): string {
    for (const { kinds, pattern, say } of spanRules) {
      if (kinds?.includes(kind) !== true) continue;
      const match = pattern === undefined ? [] : pattern.exec(written);
      if (match !== null) return unsigned(say(written, match.slice(1), words));
    }
    return unsigned(written);
  }

  return (text: string, spans: readonly Span[]): string => {
    let out = '';
    let at = 0;
    for (const span of spans) {
      out += words(text.slice(at, span.start)) + saySpan(text.slice(span.start, span.end), span.kind);
      at = span.end;
    }
    return (out + words(text.slice(at)))
      .replace(/\s+/g, ' ')
      .replace(/ +(?=[,.;:!?)](?:\s|$))/g, '')
      .replace(/[,;:](?=[,.;:!?])|(?<=[^.]\.)\.(?!\.)/g, '')
      .trim();
  };
}

function everywhere(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}

/** The groups among what `replace` hands over: the strings before the place of the match. */
function groupsOf(rest: readonly unknown[]): string[] {
  const place = rest.findIndex((one) => typeof one === 'number');
  return rest.slice(0, place).map((group) => (typeof group === 'string' ? group : ''));
}
