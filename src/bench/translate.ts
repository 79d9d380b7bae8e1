import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sleep } from '../app/speak.ts';
import type { Translation } from '../app/translators.ts';
import { createInterpreter, type Interpreter } from '../pipeline/interpreter.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { createSentencer } from '../text/sentencer.ts';
import { chrF } from './chrf.ts';
import { AGENT_SENTENCES } from './data/agent-sentences.ts';
import { median, quantile } from './machine.ts';

export interface TranslateRow {
  readonly source: string;
  readonly reference: string;
  readonly spoken: string;
  readonly kept: 'translation' | 'source';
  /** Names of the checks that the last try failed. */
  readonly failed: readonly string[];
  readonly totalMs: number;
}

export interface TranslateReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: readonly TranslateRow[];
}

export interface TranslateOptions {
  readonly translation: Translation;
  readonly to: string;
  /** A directory with `en-ja-technical.jsonl` (`{en, ja}` a line); our own sentences without. */
  readonly evalDirectory: string | undefined;
  /** Every n-th row alone, so that this many are left. */
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** Translates a set of sentences as the road does, checks and second tries included, and scores what would be spoken. */
export async function benchTranslate(options: TranslateOptions): Promise<TranslateReport> {
  const { translation, to, signal, onProgress } = options;
  const interpreter = createInterpreter({ ...translation, to, clock: () => performance.now(), sleep });
  const set = thinned(
    options.evalDirectory === undefined ? AGENT_SENTENCES : readEval(options.evalDirectory),
    options.limit,
  );
  await interpreter.warm();
  const rows: TranslateRow[] = [];
  for (const { source, reference } of set) {
    if (signal.aborted) break;
    if (rows.length % 10 === 0) onProgress(`${rows.length} of ${set.length} …`);
    rows.push(await translateRow(interpreter, source, reference, signal));
  }
  const spoken = rows.filter(({ kept }) => kept === 'translation');
  const share = (count: number) => (rows.length === 0 ? null : Math.round((count / rows.length) * 1000) / 1000);
  const times = rows.map(({ totalMs }) => totalMs);
  return {
    figures: {
      sentences: rows.length,
      chrf: round(chrF(rows.map(({ spoken: hypothesis, reference }) => ({ hypothesis, reference })))),
      chrfOfTranslated: round(chrF(spoken.map(({ spoken: hypothesis, reference }) => ({ hypothesis, reference })))),
      keptSource: share(rows.length - spoken.length),
      totalP50Ms: round(median(times)),
      totalP95Ms: round(quantile(times, 0.95)),
    },
    notes: { chrf: 'of all that would be spoken: a sentence kept in English counts as it is' },
    rows,
  };
}

async function translateRow(interpreter: Interpreter, source: string, reference: string, signal: AbortSignal) {
  let id = 0;
  const nextId = () => {
    id += 1;
    return `s${id}`;
  };
  const sentencer = createSentencer({ nextId, messageId: '', code: 'read' });
  const row = {
    source,
    reference,
    spoken: '',
    kept: 'translation' as 'translation' | 'source',
    failed: [] as string[],
    totalMs: 0,
  };
  for (const sentence of [...sentencer.write(source), ...sentencer.end()]) {
    const result = await interpreter.interpret(sentence, { signal });
    row.spoken += result.text;
    row.totalMs += Math.round(result.totalMs);
    if (result.kept === 'source') {
      row.kept = 'source';
      row.failed.push(...Object.keys(result.checks).filter((name) => !result.checks[name]));
    }
  }
  return { ...row, reference: reference.replaceAll('`', '') };
}

const EVAL_ROW = z.object({ en: z.string(), ja: z.string() });

function readEval(directory: string): Array<{ source: string; reference: string }> {
  const file = join(directory, 'en-ja-technical.jsonl');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new StreamTtsError({
      code: 'no-eval-data',
      stage: 'settings',
      exitCode: 2,
      message: `There is no ${file}. It holds {"en": …, "ja": …} lines, such as a book's published translation; leave --eval out for our own sentences.`,
    });
  }
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => EVAL_ROW.parse(JSON.parse(line)))
    .map(({ en, ja }) => ({ source: en, reference: ja }));
}

function thinned<T>(items: readonly T[], limit: number): T[] {
  const step = Math.max(1, Math.ceil(items.length / limit));
  return items.filter((_, i) => i % step === 0);
}

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}
