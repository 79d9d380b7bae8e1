import type { Check } from './check.ts';
import { plain } from './spans.ts';

/**
 * What is renamed to what, and what is used instead of what: two names of one sentence that Japanese tells apart by
 * their particles must not have changed places.
 */
export const ROLES: Check = {
  name: 'roles',
  only: 'ja',
  passes({ source, translation, kept }) {
    const text = plain(translation);
    return pairsOf(source, kept).every(({ one, other, kind }) => {
      const [a, b] = [particleAfter(text, one), particleAfter(text, other)];
      if (kind === 'to') return !(OBJECT.test(b) && GOAL.test(a));
      return !(DENIED.test(a) && !DENIED.test(b));
    });
  },
  right: [
    [
      'I renamed `getUser` to `findUser` in 6 files.',
      '6つのファイルで getUser を findUser に改名しました。',
      ['getUser', 'findUser'],
    ],
    ['I replaced `moment` with `date-fns`.', 'moment を date-fns に置き換えました。', ['moment', 'date-fns']],
    ['Use `pnpm` instead of `npm` here.', 'ここでは npm の代わりに pnpm を使ってください。', ['pnpm', 'npm']],
  ],
  wrong: [
    ['I renamed `getUser` to `findUser`.', 'findUser を getUser に改名しました。', ['getUser', 'findUser']],
    ['I replaced `moment` with `date-fns`.', 'date-fns を moment に置き換えました。', ['moment', 'date-fns']],
    ['Use `pnpm` instead of `npm` here.', 'ここでは pnpm の代わりに npm を使ってください。', ['pnpm', 'npm']],
  ],
};

interface Two {
  readonly one: string;
  readonly other: string;
  readonly kind: 'to' | 'not';
}

function pairsOf(source: string, kept: readonly string[]): Two[] {
  const pairs: Two[] = [];
  let at = 0;
  let before: { name: string; end: number } | undefined;
  for (const name of kept) {
    const start = source.indexOf(name, at);
    if (start === -1) continue;
    const between = before === undefined ? '' : source.slice(before.end, start);
    if (before !== undefined && before.name !== name) {
      const verb = source.slice(0, before.end);
      if (TO.test(between) && MOVES.test(verb)) pairs.push({ one: before.name, other: name, kind: 'to' });
      if (INSTEAD_OF.test(between)) pairs.push({ one: before.name, other: name, kind: 'not' });
    }
    at = start + name.length;
    before = { name, end: at };
  }
  return pairs;
}

const TO = /^[`"']?\s+(?:to|into|with|by)\s+(?:the\s+|a\s+)?[`"']?$/;
const MOVES = /\b(?:renam|chang|mov|cop|replac|switch|convert|migrat|updat|upgrad|point|from)\w*/i;
const INSTEAD_OF = /^[`"']?,?\s+(?:instead of|rather than)\s+(?:the\s+)?[`"']?$/;
const OBJECT = /^(?:を|から)/;
const GOAL = /^(?:に|へ|で)/;
const DENIED = /^(?:の代わり|のかわり|ではな|でな|じゃな|よりも?)/;

/** What follows the name where it stands alone. */
function particleAfter(text: string, name: string): string {
  const bare = plain(name);
  const escaped = bare.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.-])${escaped}(?![\\w-])(.{0,5})`, 'u').exec(text)?.[1] ?? '';
}
