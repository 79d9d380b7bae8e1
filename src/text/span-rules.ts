import type { SpanKind } from '../spec/parts.ts';

export type SpanRule = readonly [kind: SpanKind, pattern: RegExp];

const EXTENSIONS =
  'astro|bat|bash|c|cc|cfg|cjs|clj|conf|cpp|cs|css|csv|cts|cxx|dart|diff|env|ex|exs|fish|go|gradle|graphql|h|hpp|hs|html|ini|ipynb|' +
  'java|jpg|js|json|jsonl|jsx|kt|kts|less|lock|log|lua|md|mdx|mjs|ml|mts|onnx|patch|pdf|php|pl|plist|png|prisma|proto|ps1|py|' +
  'pyi|r|rb|rs|rst|sass|scala|scss|sh|sql|srt|svelte|svg|swift|tex|tf|toml|ts|tsv|tsx|txt|vtt|vue|wasm|wav|xml|yaml|yml|zig|zip|zsh';

// Without an extension, only what begins like a project's folders is a path: "open/closed/merged" is none.
const ROOTS =
  'apps|assets|bin|dist|docs|examples|include|internal|lib|node_modules|packages|pkg|plugins|scripts|spec|specs|src|target|tests|vendor';
// These are words as well ("client/server"): with them it takes three parts.
const WORDY_ROOTS = 'app|bench|build|client|cmd|config|public|server|static|test|tools|web';

// "Node.js" is a product, "index.js" a file.
const DOTTED_NAMES =
  'Node|Vue|Next|Nuxt|Three|Express|Nest|Ember|Chart|Discord|Moment|Alpine|Solid|Socket|Backbone|D3|React|Deno|Bun';

const KEYS =
  'Ctrl|Control|Cmd|Command|Alt|Option|Opt|Shift|Meta|Super|Win|Fn|Esc|Tab|Enter|Return|Space|Backspace|Delete|Del|F\\d{1,2}';

/** One run of visible ASCII without the punctuation around it; the first rule that fits names it. */
export const RUN_RULES: readonly SpanRule[] = [
  ['url', /^(?:https?|ftp|file|ssh|git|wss?):\/\/\S+$/i],
  ['url', /^www\.[^\s.]+\.\S+$/i],
  ['email', /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}$/],
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
  ['key', new RegExp(`^(?:${KEYS})(?:[+-](?:${KEYS}|[A-Za-z0-9/,.\`'\\[\\]\\\\;=-]))+$`, 'i')],
  ['name', new RegExp(`^(?:${DOTTED_NAMES})\\.js$`)],
  ['time', /^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:am|pm)?$/i],
  ['date', /^\d{4}-(?:0\d|1[0-2])-[0-3]\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/],
  ['date', /^\d{4}\/(?:0?[1-9]|1[0-2])\/(?:[0-2]?\d|3[01])$/],
  ['path', /^(?:~|\.{1,2})?\/[\w@.~+*-]+(?:\/[\w@.~+:*-]*)*$/],
  ['path', /^(?:~|\.{1,2})\/$/],
  ['path', /^[A-Za-z]:\\\S+$/],
  ['path', new RegExp(`^[\\w@.~+*-]+(?:/[\\w@.~+*-]+)*/?[\\w@.~+*-]*\\.(?:${EXTENSIONS})(?::\\d+(?:[:-]\\d+)?)?$`)],
  ['path', new RegExp(`^(?:${ROOTS})(?:/[\\w@.~+*-]+)+/?$`)],
  ['path', new RegExp(`^(?:${WORDY_ROOTS})(?:/[\\w@.~+*-]+){2,}/?$`)],
  ['path', /^\.[a-z][\w-]*(?:\.\w+)*$/i],
  ['path', /^\.?[\w@-]{2,}\/$/],
  ['identifier', /^@[\w-]+\/[\w.-]+$/],
  ['version', /^v\d+(?:\.\d+)*(?:-[\w.]+)?$/i],
  ['version', /^[~^]?\d+\.\d+\.\d+(?:[-+][\w.]+)?$/],
  ['flag', /^--?[A-Za-z][\w-]*(?:=\S+)?$/],
  ['hash', /^(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}$/],
  ['hash', /^#\d+$/],
  ['env', /^\$\{?[A-Za-z_]\w*\}?$/],
  ['env', /^%[A-Za-z_]\w*%$/],
  ['env', /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*=\S+$/],
  ['identifier', /^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*\(\)$/],
  ['identifier', /^_*[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+_*(?:=\S+)?$/],
  ['name', /^(?:iOS|iPadOS|macOS|iPhone|iPad|tvOS|watchOS)$/],
  ['identifier', /^(?!(?:kB|kHz|kbps|dB)$)[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+$/],
  ['name', /^[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]*)+$/],
];

const UNIT =
  '(?:[kKMGTP]i?B|[kMGT]?bps|bytes?|B|KB)(?:\\/(?:s|sec|min|h|day))?|ms|[µμu]s|ns|s|sec(?:onds?)?|secs|min(?:ute)?s?|h|hrs?|hours?|days?|' +
  'weeks?|months?|years?|px|[kMGT]?Hz|fps|dB|°C|°F|km|cm|mm|kg|(?:req|requests|tokens?|ops|rows|lines|frames)\\/(?:s|sec|min|h)';
const AMOUNT = '\\d+(?:[,.]\\d+)*';

/** What may hold spaces or signs, looked for in the whole sentence; the first group that fits is marked. */
export const MEASURE_RULES: readonly SpanRule[] = [
  ['quantity', new RegExp(`[$€£¥]\\s?${AMOUNT}(?:[kKMB]|bn)?(?![\\w])`, 'g')],
  ['quantity', /(?<![\w.])\d+(?:\.\d+)?\s?(?:-|–|to)\s?\d+(?:\.\d+)?\s?%/g],
  ['quantity', new RegExp(`(?<![\\w.])${AMOUNT}(?:\\s?[-–]\\s?${AMOUNT})?\\s?(?:${UNIT})(?![\\w/])`, 'g')],
  ['quantity', /(?<![\w.])(?:\d+h)?\d+m(?:\d+(?:\.\d+)?s)?(?!\w)|(?<![\w.])\d+h\d+(?!\w)|(?<![\w.])\d+d(?!\w)/g],
  ['quantity', new RegExp(`(?<![\\w.])${AMOUNT}\\s?%(?!\\w)`, 'g')],
  ['quantity', new RegExp(`(?<![\\w.])${AMOUNT}[kKM×x](?!\\w)`, 'g')],
  ['number', /(?<![\w.])\d+(?:st|nd|rd|th)(?!\w)/g],
  ['number', /(?<![\w.:/-])\d+(?:\.\d+)?[-–]\d+(?:\.\d+)?(?![\w:/-]|\.\d)/g],
  ['number', /(?<![\w.:/])\d+\/\d+(?![\w/]|\.\d)/g],
  ['number', /(?<![\w.:/])\d+:\d+(?![\w:])/g],
  ['number', /(?<![\w.])\d+(?:[,.]\d+)*/g],
];
