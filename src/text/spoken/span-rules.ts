import { table } from '../../kit/table.ts';
import { fileAndLine, hostOf, isPath } from './names.ts';
import type { Rule } from './rule.ts';
import { sayUnit } from './units.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const CURRENCIES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  $: ['dollar', 'dollars'],
  '€': ['euro', 'euros'],
  '£': ['pound', 'pounds'],
  '¥': ['yen', 'yen'],
};
const SCALES = table<string>({
  k: ' thousand',
  K: ' thousand',
  M: ' million',
  B: ' billion',
  bn: ' billion',
});
const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const FRACTIONS = table<string>({
  '1/2': 'one half',
  '1/3': 'one third',
  '2/3': 'two thirds',
  '1/4': 'one quarter',
  '3/4': 'three quarters',
});
const KEYS = table<string>({
  ctrl: 'Control',
  cmd: 'Command',
  opt: 'Option',
  esc: 'Escape',
  del: 'Delete',
  win: 'Windows',
});

/** How spans are said, by their kind. The first rule that fits a span says it. */
export const SPAN_RULES: readonly Rule[] = [
  {
    name: 'url',
    kinds: ['url'],
    say: (url) => `a link to ${hostOf(url)}`,
    examples: [['See https://www.example.com/docs/a#b.', 'See a link to example.com.']],
  },
  {
    name: 'email',
    kinds: ['email'],
    say: (email) => email.replace('@', ' at '),
    examples: [['Write to me@example.com today.', 'Write to me at example.com today.']],
  },
  {
    name: 'path',
    kinds: ['path'],
    say: sayPath,
    examples: [
      ['See /home/dev/config/env.ts:42?', 'See env.ts line 42?'],
      ['All of src/text/ is new.', 'All of text is new.'],
      ['Edit C:\\Users\\me\\a.txt now.', 'Edit a.txt now.'],
    ],
  },
  {
    name: 'uuid',
    kinds: ['uuid'],
    say: (uuid) => `UUID ${uuid.slice(0, 4)}`,
    examples: [['Job 3f2b8c1e-9d4a-4f6b-8e2c-7a1d5b9c0e3f failed.', 'Job UUID 3f2b failed.']],
  },
  {
    name: 'issue',
    kinds: ['hash'],
    pattern: /^#(\d+)$/,
    say: (_, [number]) => `number ${number}`,
    examples: [['Closes #12 now.', 'Closes number 12 now.']],
  },
  {
    name: 'hash',
    kinds: ['hash'],
    say: (hash) => hash.slice(0, 7),
    examples: [['Since 4c60feab12cd34ef56ab78cd90ef12ab34cd56ef it fails.', 'Since 4c60fea it fails.']],
  },
  {
    name: 'version',
    kinds: ['version'],
    say: (version) => version.replace(/^[~^]/, '').replace(/[-+](?=\w)/, ' '),
    examples: [['Needs ^5.2.0 or v2.0.0-beta.1.', 'Needs 5.2.0 or v2.0.0 beta.1.']],
  },
  {
    name: 'flag',
    kinds: ['flag'],
    say: (flag, _, words) =>
      words(
        flag
          .replace(/^-+/, '')
          .replace('=', ' ')
          .replace(/(?<=\w)-(?=\w)/g, ' '),
      ),
    examples: [['Pass --dry-run or --out=x.', 'Pass dry run or out x.']],
  },
  {
    name: 'environment-variable',
    kinds: ['env'],
    say: (written, _, words) => words(written.replace(/[$%{}]/g, '').replace('=', ' equals ')),
    examples: [['Set NODE_ENV=test and $HOME first.', 'Set NODE ENV equals test and HOME first.']],
  },
  {
    name: 'key-chord',
    kinds: ['key'],
    say: (chord) =>
      chord
        .split(/[+-]/)
        .map((key) => KEYS[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key))
        .join(' '),
    examples: [['Press Ctrl+C or Cmd+Shift+p.', 'Press Control C or Command Shift P.']],
  },
  {
    name: 'identifier',
    kinds: ['identifier'],
    say: (name, _, words) =>
      words(
        name
          .replace(/^@/, '')
          .replace(/\(\)$/, '')
          .replace(/::|->|\//g, ' '),
      ),
    examples: [['Call foo() and snake_case of @types/node.', 'Call foo and snake case of types node.']],
  },
  {
    name: 'date',
    kinds: ['date'],
    pattern: /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:T(\d\d:\d\d).*)?$/,
    say: (_, [year, month, day, time]) =>
      `${MONTHS[Number(month) - 1]} ${Number(day)}, ${year}${time === undefined ? '' : `, ${time}`}`,
    examples: [['Since 2026-11-03 it works.', 'Since November 3, 2026 it works.']],
  },
  {
    name: 'time',
    kinds: ['time'],
    pattern: /^(\d{1,2}:\d\d)(?::(\d\d)(?:\.\d+)?)?$/,
    say: (_, [time, seconds]) => (seconds === undefined ? `${time}` : `${time} and ${Number(seconds)} seconds`),
    examples: [['It ran at 10:51:16 today.', 'It ran at 10:51 and 16 seconds today.']],
  },
  {
    name: 'money',
    kinds: ['quantity'],
    pattern: /^([$€£¥])\s?([\d.,]+)(k|K|M|B|bn)?$/,
    say: (_, [sign = '', amount = '', scale = '']) =>
      `${amount}${SCALES[scale] ?? ''} ${CURRENCIES[sign]?.[amount === '1' && scale === '' ? 0 : 1] ?? ''}`,
    examples: [['It costs $5 or €1.2M, not $1.', 'It costs 5 dollars or 1.2 million euros, not 1 dollar.']],
  },
  {
    name: 'duration',
    kinds: ['quantity'],
    pattern: /^(?:(\d+)h)?(?:(\d+)m?)?(?:(\d+(?:\.\d+)?)s)?(?<=\d[hm]\d+s?|\d[hm])$/,
    say: (_, [hours, minutes, seconds]) =>
      [
        hours && `${hours} ${sayUnit('h', hours)}`,
        minutes && `${minutes} ${sayUnit('m', minutes)}`,
        seconds && `${seconds} ${sayUnit('s', seconds)}`,
      ]
        .filter(Boolean)
        .join(' '),
    examples: [['It took 1h15m, then 2m30s.', 'It took 1 hour 15 minutes, then 2 minutes 30 seconds.']],
  },
  {
    name: 'quantity-range',
    kinds: ['quantity'],
    pattern: /^([\d.,]+)\s?(?:[-–]|to)\s?([\d.,]+)\s?(\D+)$/,
    say: (_, [from, to = '', unit = '']) => `${from} to ${to} ${sayUnit(unit.trim(), to)}`,
    examples: [['It takes 3-5 ms or 10–20%.', 'It takes 3 to 5 milliseconds or 10 to 20 percent.']],
  },
  {
    name: 'quantity',
    kinds: ['quantity'],
    pattern: /^([\d.,]+)\s?(\D+)$/,
    say: (_, [amount = '', unit = '']) => `${amount} ${sayUnit(unit.trim(), amount)}`,
    examples: [
      ['It uses 12MB, 1 GB, 3.5 s and 99.5%.', 'It uses 12 megabytes, 1 gigabyte, 3.5 seconds and 99.5 percent.'],
      ['Up to 40 MB/s, 2x faster, 10k rows.', 'Up to 40 megabytes per second, 2 times faster, 10 thousand rows.'],
    ],
  },
  {
    name: 'ordinal',
    kinds: ['number'],
    pattern: /^(\d+)(?:st|nd|rd|th)$/,
    say: (written, [number]) => ORDINALS[Number(number)] ?? written,
    examples: [['The 1st and the 21st.', 'The first and the 21st.']],
  },
  {
    name: 'range',
    kinds: ['number'],
    pattern: /^([\d.]+)[-–]([\d.]+)$/,
    say: (_, [from, to]) => `${from} to ${to}`,
    examples: [['See lines 10-20.', 'See lines 10 to 20.']],
  },
  {
    name: 'share',
    kinds: ['number'],
    pattern: /^(\d+)\/(\d+)$/,
    say: (written, [part, whole]) => FRACTIONS[written] ?? (written === '24/7' ? '24 7' : `${part} of ${whole}`),
    examples: [['Now 12/14 pass, about 1/2 of it.', 'Now 12 of 14 pass, about one half of it.']],
  },
  {
    name: 'ratio',
    kinds: ['number'],
    pattern: /^(\d+):(\d+)$/,
    say: (_, [a, b]) => `${a} to ${b}`,
    examples: [['A ratio of 3:1 is fine.', 'A ratio of 3 to 1 is fine.']],
  },
  {
    name: 'math',
    kinds: ['math'],
    say: (tex, _, words) => words(sayTex(tex)),
    examples: [
      ['It runs in $O(n \\log n)$ time.', 'It runs in O of n log n time.'],
      ['So $x^2 \\le \\frac{a}{b}$ holds.', 'So x squared at most a over b holds.'],
    ],
  },
  {
    name: 'code',
    kinds: ['code'],
    say: sayCode,
    examples: [
      ['Run `npm test -- auth | tee log.txt`.', 'Run npm test auth piped to tee log.txt.'],
      ['Call `refresh()` in `src/auth/session.ts`.', 'Call refresh in session.ts.'],
      ['Set `A_B=5` now.', 'Set A B equals 5 now.'],
      ['Use `a => b` if `x >= 2`.', 'Use a to b if x at least 2.'],
    ],
  },
];

function sayPath(path: string): string {
  const { file, line } = fileAndLine(path);
  const name = file.replace(/\*+/g, ' any ').trim();
  return line === undefined ? name : `${name} line ${line}`;
}

function sayCode(code: string, _: readonly string[], words: (text: string) => string): string {
  if (/^[a-z+]+:\/\//i.test(code)) return `a link to ${hostOf(code)}`;
  if (isPath(code)) return sayPath(code);
  const said = code.split(' ').map((word) => {
    if (/^[a-z+]+:\/\//i.test(word)) return `a link to ${hostOf(word)}`;
    if (isPath(word)) return sayPath(word);
    return word === '|' ? 'piped to' : word.replace(/^-+(?=\w)/, '');
  });
  const joined = said
    .join(' ')
    .replace(/\(\)/g, '')
    .replace(/(?:^|\s)--(?=\s|$)/g, ' ');
  return words(joined).trim();
}

function sayTex(tex: string): string {
  return tex
    .replace(/\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1 over $2')
    .replace(/\\sqrt\s*\{([^{}]*)\}/g, 'the square root of $1')
    .replace(/\bO\(([^()]*)\)/g, 'O of $1')
    .replace(/\^\{?2\}?(?!\d)/g, ' squared')
    .replace(/\^\{([^{}]*)\}|\^(\w)/g, ' to the $1$2')
    .replace(/\\(?:le|leq)\b/g, ' at most ')
    .replace(/\\(?:ge|geq)\b/g, ' at least ')
    .replace(/\\(?:neq?|not=)\b/g, ' is not ')
    .replace(/\\(?:times|cdot)\b/g, ' times ')
    .replace(/\\(?:to|rightarrow)\b/g, ' to ')
    .replace(/\\approx\b/g, ' about ')
    .replace(/\\(?:text|mathrm|mathbf|left|right|quad|displaystyle)\b/g, ' ')
    .replace(/\\([A-Za-z]+)/g, ' $1 ')
    .replace(/\\./g, ' ');
}
