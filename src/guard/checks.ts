import { COUNTS, NUMBERS, UNITS } from './amounts.ts';
import { ANSWER, REFUSAL } from './answer.ts';
import type { Check, Pair } from './check.ts';
import { COMPARISON } from './comparison.ts';
import { COPY } from './copy.ts';
import { DIRECTION, RANGE } from './direction.ts';
import { ECHO, JAPANESE, LENGTH, NOT_EMPTY, REPETITION, SCRIPT } from './form.ts';
import { INSTEAD } from './instead.ts';
import { POLARITY } from './polarity.ts';
import { QUESTION } from './question.ts';
import { ROLES } from './roles.ts';
import { GLOSSARY, NAMES, QUOTES, SPANS } from './spans.ts';
import { TENSE } from './tense.ts';
import { WHOLE } from './whole.ts';
import { ADDITION, WORDING } from './words.ts';

export type { Check, Pair } from './check.ts';

/** Every check, in the order in which they are reported. A translation is spoken when all of them pass. */
export const CHECKS: readonly Check[] = [
  ...[NOT_EMPTY, JAPANESE, SCRIPT, ECHO],
  ...[NUMBERS, COUNTS, UNITS, SPANS, QUOTES, NAMES, GLOSSARY],
  ...[ANSWER, REFUSAL, QUESTION, WHOLE, POLARITY, TENSE],
  ...[RANGE, ROLES, INSTEAD, COMPARISON, DIRECTION],
  ...[WORDING, ADDITION, COPY, LENGTH, REPETITION],
];

/** The result of every check that knows the language of the translation (BCP 47), by its name. */
export function check(pair: Pair, to = 'ja'): Record<string, boolean> {
  const known = CHECKS.filter(({ only }) => only === undefined || to === only || to.startsWith(`${only}-`));
  return Object.fromEntries(known.map(({ name, passes }) => [name, passes(pair)]));
}

/** Whether a translation with these results may be spoken. */
export function passed(results: Readonly<Record<string, boolean>>): boolean {
  return Object.values(results).every(Boolean);
}
