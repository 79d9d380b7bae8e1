import type { Rule } from './rule.ts';

const word = (name: string, pattern: RegExp, said: string, ...examples: Rule['examples']): Rule => ({
  name,
  pattern,
  say: () => said,
  examples,
});

/** What signs and abbreviations say between words, in this order: the longest signs first. */
export const WORD_RULES: readonly Rule[] = [
  {
    name: 'alert',
    pattern: /^\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/g,
    say: (_, [kind = '']) => `${kind.charAt(0)}${kind.slice(1).toLowerCase()}: `,
    examples: [['> [!WARNING]\n> It is slow.', 'Warning: It is slow.']],
  },
  word('for-example', /\be\.g\.,?/gi, 'for example,', ['Use a tool, e.g. npm.', 'Use a tool, for example, npm.']),
  word('that-is', /\bi\.e\.,?/gi, 'that is,', ['Two, i.e. both.', 'Two, that is, both.']),
  word('and-so-on', /\betc\b\.?(?=\s+\p{Ll}|[,;:)])/gu, 'and so on', [
    'Files, etc. are moved.',
    'Files, and so on are moved.',
  ]),
  word('and-so-on-at-the-end', /\betc\.?(?=\s*$)/g, 'and so on.', [
    'Files, folders, etc.',
    'Files, folders, and so on.',
  ]),
  word('versus', /\bvs\b\.?/gi, 'versus', ['Tabs vs. spaces.', 'Tabs versus spaces.']),
  word('approximately', /\bapprox\.(?=\s|$)/gi, 'approximately', ['It is approx. 5.', 'It is approximately 5.']),
  word('without', /\bw\/o\b/gi, 'without', ['It runs w/o flags.', 'It runs without flags.']),
  word('with', /\bw\/(?=\s)/gi, 'with', ['It runs w/ flags.', 'It runs with flags.']),
  word('not-applicable', /\bN\/A\b/g, 'not applicable', ['Coverage: N/A.', 'Coverage: not applicable.']),
  word('input-output', /\bI\/O\b/g, 'I O', ['All I/O is here.', 'All I O is here.']),
  word('client-server', /\bCI\/CD\b/g, 'C I C D', ['Our CI/CD runs.', 'Our C I C D runs.']),
  word('and-or', /\band\/or\b/gi, 'and or', ['This and/or that.', 'This and or that.']),
  word(
    'or',
    /(?<=\p{L})(?<!\b(?:feature|feat|fix|bugfix|hotfix|chore|release|origin))\/(?=\p{L}+(?![\p{L}\p{N}_-]))/gu,
    ' or ',
    ['It reads yes/no.', 'It reads yes or no.'],
  ),
  word('at-least', />=|≥/g, ' at least ', ['Node >= 20 works.', 'Node at least 20 works.']),
  word('at-most', /<=|≤/g, ' at most ', ['It is ≤ 5.', 'It is at most 5.']),
  word('arrow', /[←↔→⇒➜]|[-=]+>|<-+(?=\s|$)/g, ' to ', ['It went a → b.', 'It went a to b.']),
  word('not-equal', /!==?|≠/g, ' is not ', ['So a != b.', 'So a is not b.']),
  word('equals-sign', /===?|≡/g, ' equals ', ['So a == b.', 'So a equals b.']),
  word('and-then', /\s&&\s/g, ' and then ', ['Do a && b.', 'Do a and then b.']),
  word('and', /&&|&/g, ' and ', ['Fish & chips.', 'Fish and chips.']),
  word('either', /\|\|/g, ' or ', ['So `a || b` holds.', 'So a or b holds.']),
  word('plus-or-minus', /±/g, ' plus or minus ', ['It is 5 ± 1.', 'It is 5 plus or minus 1.']),
  word('times', /(?<=[\d\s])[×*](?=\s*\d)|(?<=\w\s)×(?=\s)|(?<=^\s*)[×*](?=\s*$)/g, ' times ', [
    'So 4 × 5 is 20.',
    'So 4 times 5 is 20.',
  ]),
  word('divided-by', /÷/g, ' divided by ', ['So 10 ÷ 2 is 5.', 'So 10 divided by 2 is 5.']),
  word('about-sign', /≈/g, ' is about ', ['So a ≈ b.', 'So a is about b.']),
  word('equals', /(?<=[\w)]|^)\s*=\s*(?=[\w('"]|$)/g, ' equals ', ['So 2 + 3 = 5.', 'So 2 plus 3 equals 5.']),
  word('over', /(?:^|\s)>\s*(?=\d|$)|\s>\s/g, ' over ', ['It is > 5 now.', 'It is over 5 now.']),
  word('under', /(?:^|\s)<\s*(?=\d|$)|\s<\s/g, ' under ', ['It took <5 ms.', 'It took under 5 milliseconds.']),
  word('plus', /\s\+\s|(?<=\d)\+(?=\d)|(?<=^|[\s(])\+(?=\d|$)/g, ' plus ', ['Use a + b.', 'Use a plus b.']),
  word('or-more', /^\+(?=\s|$|[.,;:)])/g, ' or more', ['There are 20+ tests.', 'There are 20 or more tests.']),
  word('minus', /(?<=^|[\s(])[-−](?=\d|$)/g, ' minus ', ['It is -5 now.', 'It is minus 5 now.']),
  word('about', /~(?=\d|$)/g, 'about ', ['It took ~5 minutes.', 'It took about 5 minutes.']),
  word('number-sign', /#(?=\d|$)/g, ' number ', ['PR#12 is in.', 'PR number 12 is in.']),
  word('multiplication-code', /(?<=\b\w|\d)\s\*\s(?=\w\b|\d)/g, ' times ', [
    'It is `a * b` now.',
    'It is a times b now.',
  ]),
];
