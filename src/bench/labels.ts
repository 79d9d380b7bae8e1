import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { TranslateRow } from './translate-rows.ts';

/** A spoken translation, read by a person. */
export const LABEL = z.object({
  source: z.string(),
  spoken: z.string(),
  /** Where the source comes from. */
  from: z.string(),
  /** Empty when it says what the source says; else what is wrong: `omission`, `addition`, `meaning`. */
  error: z.enum(['', 'omission', 'addition', 'meaning']),
  /** What exactly. */
  note: z.string(),
});
export type Label = z.infer<typeof LABEL>;

/** In a checkout only: it quotes texts that are not ours to ship. */
const FILE = fileURLToPath(new URL('../../test/fixtures/translations/labelled.jsonl', import.meta.url));

export function readLabels(file: string = FILE): Label[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => LABEL.parse(JSON.parse(line)));
}

/** How many of the labelled translations are wrong, and how many of them are still spoken by these rows. */
export function labelled(rows: readonly TranslateRow[], labels: readonly Label[] = readLabels()) {
  const spoken = new Map(rows.flatMap(({ sentences }) => sentences.map((one) => [one.source, one.spoken] as const)));
  const wrong = labels.filter(({ error }) => error !== '');
  const still = labels.filter((label) => spoken.get(label.source) === label.spoken);
  const stillWrong = still.filter(({ error }) => error !== '');
  return {
    figures: { meaningErrors: labels.length === 0 ? null : wrong.length },
    note:
      labels.length === 0
        ? 'the labelled translations are in the repository alone'
        : `of ${labels.length} drawn and read by a person; ${still.length} of them are spoken in this run, ${stillWrong.length} of those wrong`,
  };
}

/** `count` items drawn at random, the same ones for the same seed (mulberry32, Fisher-Yates). */
export function drawn<T>(items: readonly T[], count: number, seed: number): T[] {
  const pool = [...items];
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let left = pool.length; left > 1; left -= 1) {
    const at = Math.floor(random() * left);
    [pool[left - 1], pool[at]] = [pool[at] as T, pool[left - 1] as T];
  }
  return pool.slice(0, count);
}
