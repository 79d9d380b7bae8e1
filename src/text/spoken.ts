import { markSpans } from './spans.ts';
import { createSpoken } from './spoken/index.ts';

export { createSpoken, RULE_NAMES, RULES, type Rule, type Spoken, type SpokenOptions } from './spoken/index.ts';
export { hostOf } from './spoken/names.ts';

/** How a text is said by all rules. */
export const toSpoken = createSpoken();

/** A translation as it is said: its spans are looked for, since a translator hands back nothing but text. */
export function sayTranslation(text: string, language: string, spoken = toSpoken): string {
  return spoken(text, markSpans({ text, spans: [] }).spans, language);
}
