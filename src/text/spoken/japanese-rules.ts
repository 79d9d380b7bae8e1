import { table } from '../../kit/table.ts';
import { fileAndLine, hostOf, isPath } from './names.ts';
import type { Rule } from './rule.ts';

const KEYS = table<string>({
  ctrl: 'コントロール',
  control: 'コントロール',
  cmd: 'コマンド',
  command: 'コマンド',
  alt: 'オルト',
  opt: 'オプション',
  option: 'オプション',
  shift: 'シフト',
  esc: 'エスケープ',
  tab: 'タブ',
  enter: 'エンター',
  return: 'リターン',
  space: 'スペース',
  del: 'デリート',
  delete: 'デリート',
  win: 'ウィンドウズ',
});

/** How spans are said in Japanese; what is not here the reading room reads as it is written. */
export const JAPANESE_RULES: readonly Rule[] = [
  {
    name: 'url',
    kinds: ['url'],
    say: (url) => `${hostOf(url)}へのリンク`,
    examples: [['https://www.example.com/docs/a#b を見てください。', 'example.comへのリンク を見てください。']],
  },
  {
    name: 'path',
    kinds: ['path'],
    say: sayPath,
    examples: [
      ['src/app/main.ts:42で失敗します。', 'main.tsの42行目で失敗します。'],
      ['src/text/を直しました。', 'textを直しました。'],
    ],
  },
  {
    name: 'uuid',
    kinds: ['uuid'],
    say: (uuid) => `${uuid.slice(0, 4)}で始まるUUID`,
    examples: [['3f2b8c1e-9d4a-4f6b-8e2c-7a1d5b9c0e3f です。', '3f2bで始まるUUID です。']],
  },
  {
    name: 'issue',
    kinds: ['hash'],
    pattern: /^#(\d+)$/,
    say: (_, [number]) => `${number}番`,
    examples: [['#12 を閉じました。', '12番 を閉じました。']],
  },
  {
    name: 'hash',
    kinds: ['hash'],
    say: (hash) => hash.slice(0, 7),
    examples: [['4c60feab12cd34ef からです。', '4c60fea からです。']],
  },
  {
    name: 'key-chord',
    kinds: ['key'],
    say: (chord) =>
      chord
        .split(/[+-]/)
        .map((key) => KEYS[key.toLowerCase()] ?? key.toUpperCase())
        .join(' '),
    examples: [['Ctrl+c を押します。', 'コントロール C を押します。']],
  },
  {
    name: 'date',
    kinds: ['date'],
    pattern: /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:T(\d\d:\d\d).*)?$/,
    say: (_, [year, month, day, time]) =>
      `${year}年${Number(month)}月${Number(day)}日${time === undefined ? '' : ` ${time}`}`,
    examples: [['2026-11-03 からです。', '2026年11月3日 からです。']],
  },
  {
    name: 'duration',
    kinds: ['quantity'],
    pattern: /^(?:(\d+)h)?(?:(\d+)m?)?(?:(\d+(?:\.\d+)?)s)?(?<=\d[hm]\d+s?|\d[hm])$/,
    say: (_, [hours, minutes, seconds]) =>
      `${hours ? `${hours}時間` : ''}${minutes ? `${minutes}分` : ''}${seconds ? `${seconds}秒` : ''}`,
    examples: [['1h15m、次は2m30sでした。', '1時間15分、次は2分30秒でした。']],
  },
  {
    name: 'share',
    kinds: ['number'],
    pattern: /^(\d+)\/(\d+)$/,
    say: (written, [part, whole]) => (written === '24/7' ? '24時間365日' : `${whole}分の${part}`),
    examples: [['12/14 が通りました。', '14分の12 が通りました。']],
  },
  {
    name: 'ratio',
    kinds: ['number'],
    pattern: /^(\d+):(\d+)$/,
    say: (_, [a, b]) => `${a}対${b}`,
    examples: [['比は 3:1 です。', '比は 3対1 です。']],
  },
  {
    name: 'math',
    kinds: ['math'],
    say: sayTex,
    examples: [
      ['$O(n \\log n)$ です。', 'オーダー n log n です。'],
      ['$x^2$ は $\\frac{a}{b}$ です。', 'xの2乗 は b分のa です。'],
    ],
  },
  {
    name: 'code',
    kinds: ['code'],
    say: (code) => code.split(' ').map(sayWord).join(' '),
    examples: [
      ['`npm test -- auth | tee a/log.txt`を実行しました。', 'npm test auth パイプ tee log.txtを実行しました。'],
      ['`NODE_ENV=test`です。', 'NODE_ENV=testです。'],
    ],
  },
];

function sayPath(path: string): string {
  const { file, line } = fileAndLine(path);
  return line === undefined ? file : `${file}の${line}行目`;
}

function sayWord(word: string): string {
  if (/^[a-z+]+:\/\//i.test(word)) return `${hostOf(word)}へのリンク`;
  if (isPath(word)) return sayPath(word);
  if (word === '--') return '';
  return word === '|' ? 'パイプ' : word;
}

function sayTex(tex: string): string {
  return tex
    .replace(/\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$2分の$1')
    .replace(/\\sqrt\s*\{([^{}]*)\}/g, 'ルート$1')
    .replace(/\bO\(([^()]*)\)/g, 'オーダー $1')
    .replace(/\^\{?(\w+)\}?/g, 'の$1乗')
    .replace(/\\(?:le|leq)\b/g, ' <= ')
    .replace(/\\(?:ge|geq)\b/g, ' >= ')
    .replace(/\\(?:times|cdot)\b/g, ' かける ')
    .replace(/\\(?:text|mathrm|mathbf|left|right|quad|displaystyle)\b/g, ' ')
    .replace(/\\([A-Za-z]+)/g, ' $1 ')
    .replace(/\\./g, ' ');
}
