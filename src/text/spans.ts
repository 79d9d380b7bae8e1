import type { Span, SpanKind } from '../spec/parts.ts';
import type { Flat } from './flat.ts';

type Rule = readonly [kind: SpanKind, pattern: RegExp];

const EXTENSIONS =
  'astro|bat|bash|c|cc|cfg|cjs|clj|conf|cpp|cs|css|csv|cts|cxx|dart|diff|env|ex|exs|fish|go|gradle|graphql|h|hpp|hs|html|ini|ipynb|' +
  'java|jpg|js|json|jsonl|jsx|kt|kts|less|lock|log|lua|md|mdx|mjs|ml|mts|onnx|patch|pdf|php|pl|plist|png|prisma|proto|ps1|py|' +
  'pyi|r|rb|rs|rst|sass|scala|scss|sh|sql|srt|svelte|svg|swift|tex|tf|toml|ts|tsv|tsx|txt|vtt|vue|wasm|wav|xml|yaml|yml|zig|zip|zsh';

// Without an extension, only what begins like a project's folders is a path: "open/closed/merged" is none.
const ROOTS =
  'app|apps|assets|bench|bin|build|client|cmd|config|dist|docs|examples|include|internal|lib|node_modules|packages|pkg|' +
  'plugins|public|scripts|server|spec|specs|src|static|target|test|tests|tools|vendor|web';

// One run of visible ASCII without the punctuation around it; the first rule that fits names it.
const WHOLE: readonly Rule[] = [
  ['url', /^(?:https?|ftp|file|ssh|git|wss?):\/\/\S+$/i],
  ['url', /^www\.[^\s.]+\.\S+$/i],
  ['identifier', /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/],
  ['path', /^(?:~|\.{1,2})?\/[\w@.~+-]+(?:\/[\w@.~+:-]*)*$/],
  ['path', /^(?:~|\.{1,2})\/$/],
  ['path', /^[A-Za-z]:\\\S+$/],
  ['path', new RegExp(`^[\\w@.~+-]+(?:/[\\w@.~+-]+)*/?[\\w@.~+-]*\\.(?:${EXTENSIONS})(?::\\d+(?:[:-]\\d+)?)?$`)],
  ['path', new RegExp(`^(?:${ROOTS})(?:/[\\w@.~+-]+)+/?$`)],
  ['path', /^\.[a-z][\w-]*(?:\.\w+)*$/i],
  ['path', /^\.?[\w@-]+\/$/],
  ['identifier', /^@[\w-]+\/[\w.-]+$/],
  ['version', /^v\d+(?:\.\d+)*(?:-[\w.]+)?$/i],
  ['version', /^[~^]?\d+\.\d+\.\d+(?:[-+][\w.]+)?$/],
  ['flag', /^--?[A-Za-z][\w-]*(?:=\S+)?$/],
  ['hash', /^(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}$/],
  ['hash', /^#\d+$/],
  ['identifier', /^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*\(\)$/],
  ['identifier', /^_*[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+_*(?:=\S+)?$/],
  ['identifier', /^[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+$/],
];

// No rule names a run that has none of these: an ordinary word.
const UNUSUAL = /[\d_./\\@#(-]|[a-z][A-Z]/;
const ASCII_RUN = /[!-~]+/g;
const EDGES = /^[("'[{<*]*(.*?)[)"'\]}>.,;:!?*]*$/s;
const NUMBER = /(?<![\w.])\d+(?:[,.]\d+)*/g;

/** Marks what stands in prose as written and is no word: paths, addresses, versions, identifiers, numbers. */
export function markSpans(flat: Flat): Flat {
  const spans: Span[] = [...flat.spans];
  const taken = (start: number, end: number) => spans.some((span) => span.start < end && start < span.end);
  for (const run of flat.text.matchAll(ASCII_RUN)) {
    const found = UNUSUAL.test(run[0]) ? nameRun(run[0], run.index) : undefined;
    if (found !== undefined && !taken(found.start, found.end)) spans.push(found);
  }
  for (const match of flat.text.matchAll(NUMBER)) {
    const start = match.index;
    const end = start + match[0].length;
    if (!taken(start, end)) spans.push({ start, end, kind: 'number' });
  }
  return { text: flat.text, spans: spans.sort((a, b) => a.start - b.start) };
}

function nameRun(run: string, at: number): Span | undefined {
  // A call keeps its brackets, a directory its slash.
  const call = /^["'([]*([A-Za-z_$][\w$.:>-]*\(\))/.exec(run)?.[1];
  const core = call ?? EDGES.exec(run)?.[1] ?? '';
  const kind = core === '' ? undefined : WHOLE.find(([, pattern]) => pattern.test(core))?.[0];
  if (kind === undefined) return undefined;
  const start = at + run.indexOf(core);
  return { start, end: start + core.length, kind };
}
