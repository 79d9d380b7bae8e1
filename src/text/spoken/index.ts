import type { Span } from '../../spec/parts.ts';
import { withoutSigns } from './names.ts';
import type { Rule } from './rule.ts';
import { SPAN_RULES } from './span-rules.ts';
import { WORD_RULES } from './word-rules.ts';

export type { Rule, Say } from './rule.ts';

/** Every rule of English, in the order in which they are asked. */
export const RULES: readonly Rule[] = [...SPAN_RULES, ...WORD_RULES];

export interface SpokenOptions {
  /** Names of rules that are not wanted. */
  readonly off?: readonly string[];
  /** Rules of the user's own; they are asked before the others. */
  readonly extra?: readonly Rule[];
}

/** Says a text with its spans. What no rule says stays as written; signs that no one says are never left. */
export type Spoken = (text: string, spans: readonly Span[]) => string;

// Ordinary prose needs none of the rules: no sign, no abbreviation.
const MAY_NEED_WORDS = /[^\s\p{L}\p{N}.,;:'"!?()-]|-(?:\d|$)|\b(?:e\.g|i\.e|etc|vs|approx)\b/iu;

/** The English form of texts by rules of one's choice. */
export function createSpoken({ off = [], extra = [] }: SpokenOptions = {}): Spoken {
  const rules = [...extra, ...RULES.filter(({ name }) => !off.includes(name))];
  const spanRules = rules.filter((rule) => rule.kinds !== undefined);
  const wordRules = rules.flatMap(({ kinds, pattern, say }) =>
    kinds === undefined && pattern !== undefined ? [{ pattern: everywhere(pattern), say }] : [],
  );

  function words(text: string): string {
    if (extra.length === 0 && !MAY_NEED_WORDS.test(text)) return text;
    let said = text;
    for (const { pattern, say } of wordRules) {
      said = said.replace(pattern, (found: string, ...rest: unknown[]) => say(found, groupsOf(rest), (own) => own));
    }
    return withoutSigns(said);
  }

  function saySpan(written: string, kind: Span['kind']): string {
    for (const { kinds, pattern, say } of spanRules) {
      if (kinds?.includes(kind) !== true) continue;
      const match = pattern === undefined ? [] : pattern.exec(written);
      if (match !== null) return withoutSigns(say(written, match.slice(1), words));
    }
    return withoutSigns(written);
  }

  return (text, spans) => {
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
