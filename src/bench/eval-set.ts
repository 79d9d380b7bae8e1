import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StreamTtsError } from '../spec/errors.ts';
import type { Sourced } from './damage.ts';

const EVAL_ROW = z.object({ en: z.string(), ja: z.string() });

/** The rows of `en-ja-technical.jsonl` in a directory. Throws (exit code 2) where there is none. */
export function readEvalSet(directory: string): Sourced[] {
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
    .map(({ en, ja }) => ({ source: en, references: [ja] }));
}

/** Every n-th item, so that at most so many are left. */
export function thinned<T>(items: readonly T[], limit: number): T[] {
  const step = Math.max(1, Math.ceil(items.length / limit));
  return items.filter((_, i) => i % step === 0);
}
