import { table } from '../kit/table.ts';
import type { Announcement } from '../spec/parts.ts';
import { withoutSigns } from './spoken/names.ts';

type Template<Key extends Announcement['key']> = (about: Extract<Announcement, { key: Key }>) => string;
type Templates = { readonly [Key in Announcement['key']]: Template<Key> };

// How a language of code is said: by the word after the fence, in English and in Japanese.
const CODE_LANGUAGES = table<readonly [en: string, ja: string]>({
  bash: ['shell', 'シェル'],
  c: ['C', 'シー'],
  console: ['shell', 'シェル'],
  cpp: ['C++', 'シープラスプラス'],
  cs: ['C#', 'シーシャープ'],
  csharp: ['C#', 'シーシャープ'],
  css: ['CSS', 'シーエスエス'],
  diff: ['diff', '差分'],
  dockerfile: ['Dockerfile', 'ドッカーファイル'],
  go: ['Go', 'ゴー'],
  html: ['HTML', 'エイチティーエムエル'],
  java: ['Java', 'ジャバ'],
  javascript: ['JavaScript', 'ジャバスクリプト'],
  js: ['JavaScript', 'ジャバスクリプト'],
  json: ['JSON', 'ジェイソン'],
  jsonl: ['JSON', 'ジェイソン'],
  jsx: ['JavaScript', 'ジャバスクリプト'],
  kotlin: ['Kotlin', 'コトリン'],
  markdown: ['Markdown', 'マークダウン'],
  md: ['Markdown', 'マークダウン'],
  php: ['PHP', 'ピーエイチピー'],
  powershell: ['PowerShell', 'パワーシェル'],
  py: ['Python', 'パイソン'],
  python: ['Python', 'パイソン'],
  rb: ['Ruby', 'ルビー'],
  rs: ['Rust', 'ラスト'],
  ruby: ['Ruby', 'ルビー'],
  rust: ['Rust', 'ラスト'],
  sh: ['shell', 'シェル'],
  shell: ['shell', 'シェル'],
  sql: ['SQL', 'エスキューエル'],
  swift: ['Swift', 'スウィフト'],
  toml: ['TOML', 'トムル'],
  ts: ['TypeScript', 'タイプスクリプト'],
  tsx: ['TypeScript', 'タイプスクリプト'],
  typescript: ['TypeScript', 'タイプスクリプト'],
  xml: ['XML', 'エックスエムエル'],
  yaml: ['YAML', 'ヤムル'],
  yml: ['YAML', 'ヤムル'],
  zsh: ['shell', 'シェル'],
});

const EN: Templates = {
  'code-block': ({ language, lines }) => {
    const name = CODE_LANGUAGES[language.toLowerCase()]?.[0];
    return `${/^(?:8|11|18|8\d)$/.test(String(lines)) ? 'An' : 'A'} ${lines}-line ${name === undefined ? 'code' : name} block.`;
  },
  table: ({ rows, columns }) => `A table of ${count(rows, 'row')} and ${count(columns, 'column')}.`,
  link: ({ host }) => `A link to ${host}.`,
  image: () => 'An image.',
  formula: () => 'A formula.',
  list: ({ count: all, first, second }) =>
    `A list of ${all} items, beginning with ${plain(first)} and ${plain(second)}.`,
  item: ({ number }) => `${number}.`,
  task: ({ done }) => (done ? 'Done:' : 'Open:'),
  footnote: () => 'Note:',
  items: ({ kind, count: all }) => `A ${kind} of ${count(all, kind === 'list' ? 'item' : 'row')}.`,
  more: ({ count: all }) => `There is more: ${count(all, 'sentence')} left out.`,
  original: () => 'In the original:',
};

const JA: Templates = {
  'code-block': ({ language, lines }) => {
    const name = CODE_LANGUAGES[language.toLowerCase()]?.[1];
    return `${lines}行の${name === undefined ? '' : `${name}の`}コードです。`;
  },
  table: ({ rows, columns }) => `${rows}行${columns}列の表です。`,
  link: ({ host }) => `${host}へのリンクです。`,
  image: () => '画像です。',
  formula: () => '数式です。',
  list: ({ count: all, first, second }) => `${plain(first)}、${plain(second)}など、${all}件のリストです。`,
  item: ({ number }) => `${number}番、`,
  task: ({ done }) => (done ? '完了、' : '未完了、'),
  footnote: () => '注、',
  items: ({ kind, count: all }) => (kind === 'list' ? `${all}件のリストです。` : `${all}行の表です。`),
  more: ({ count: all }) => `続きがあります。${all}文を省きました。`,
  original: () => '原文です。',
};

/** An announcement in the language that is spoken (BCP 47); English where no templates exist. */
export function renderAnnouncement(announcement: Announcement, language: string): string {
  const templates = /^ja\b/i.test(language) ? JA : EN;
  return render(templates, announcement);
}

function render<Key extends Announcement['key']>(
  templates: Templates,
  announcement: Extract<Announcement, { key: Key }>,
): string {
  const template: Template<Key> = templates[announcement.key as Key];
  return template(announcement);
}

function plain(text: string): string {
  return withoutSigns(text).replace(/\s+/g, ' ').trim();
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
