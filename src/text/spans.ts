import type { Span } from '../spec/parts.ts';
import type { Flat } from './flat.ts';
import { MEASURE_RULES, RUN_RULES } from './span-rules.ts';

// No rule names a run that has none of these: an ordinary word.
const UNUSUAL = /[\d_./\\@#($%+=-]|[a-z][A-Z]|[a-z]\d/;
const ASCII_RUN = /[!-~]+/g;
const EDGES = /^[("'[{<*]*(.*?)[)"'\]}>.,;:!?*]*$/s;
// A variable keeps its braces, a call its brackets.
const WITH_BRACKETS = /^["'([]*(\$\{[A-Za-z_]\w*\}|[A-Za-z_$][\w$.:>-]*\(\))/;
const HAS_DIGIT = /\d/;

/** Marks what stands in prose as written and is no word: paths, addresses, versions, identifiers, measures, numbers. */
export function markSpans(flat: Flat): Flat {
  const spans: Span[] = [...flat.spans];
  const taken = (start: number, end: number) => spans.some((span) => span.start < end && start < span.end);
  for (const run of flat.text.matchAll(ASCII_RUN)) {
    const found = UNUSUAL.test(run[0]) ? nameRun(run[0], run.index) : undefined;
    if (found !== undefined && !taken(found.start, found.end)) spans.push(found);
  }
  if (HAS_DIGIT.test(flat.text)) {
    for (const [kind, pattern] of MEASURE_RULES) {
      for (const match of flat.text.matchAll(pattern)) {
        const start = match.index;
        const end = start + match[0].length;
        if (!taken(start, end)) spans.push({ start, end, kind });
      }
    }
  }
  return { text: flat.text, spans: spans.sort((a, b) => a.start - b.start) };
}

function nameRun(run: string, at: number): Span | undefined {
  const core = WITH_BRACKETS.exec(run)?.[1] ?? EDGES.exec(run)?.[1] ?? '';
  const kind = core === '' ? undefined : RUN_RULES.find(([, pattern]) => pattern.test(core))?.[0];
  if (kind === undefined) return undefined;
  const start = at + run.indexOf(core);
  return { start, end: start + core.length, kind };
}
