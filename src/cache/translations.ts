import { createHmac, randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { TranslationKey, TranslationMemory } from '../spec/contracts.ts';
import { SECRET } from './secret.ts';

const HEAD = z.object({ salt: z.string().min(16) });
const ENTRY = z.object({ key: z.string(), text: z.string() });

/** At most so many are kept, the latest ones. */
const LIMIT = 5_000;

export interface TranslationFileOptions {
  /** Made when the first translation is kept; readable by its owner alone. */
  readonly file: string;
  readonly limit?: number;
}

/**
 * Translations that were spoken before, in a file of JSON lines: the sentences only as salted hashes, so that nobody
 * learns from the file whether one was said. Cannot fail: a damaged line is left out, and where the disk takes nothing
 * the memory lasts as long as the process.
 */
export function openTranslations({ file, limit = LIMIT }: TranslationFileOptions): TranslationMemory {
  const { salt, entries, lines } = read(file);
  let known = lines > 0;
  if (lines > 2 * limit) rewrite();

  function hash({ text, translator, variant, to, glossary, context, refused }: TranslationKey): string {
    return createHmac('sha256', salt)
      .update(JSON.stringify([text, translator, variant, to, glossary, context, ...(refused ? [refused] : [])]))
      .digest('base64url')
      .slice(0, 27);
  }

  function rewrite(): void {
    const latest = [...entries].slice(-limit);
    write(() => {
      writeFileSync(
        `${file}.${process.pid}`,
        line({ salt }) + latest.map(([key, text]) => line({ key, text })).join(''),
        OWN,
      );
      renameSync(`${file}.${process.pid}`, file);
    });
  }

  return {
    get: (key) => entries.get(hash(key)),
    put(key, text) {
      if ([key.text, ...key.context.map(({ source }) => source)].some((said) => SECRET.test(said))) return;
      const hashed = hash(key);
      if (entries.get(hashed) === text) return;
      entries.delete(hashed);
      entries.set(hashed, text);
      if (entries.size > limit) entries.delete(entries.keys().next().value ?? '');
      write(() => {
        if (!known) {
          mkdirSync(dirname(file), { recursive: true });
          if (!existsSync(file)) writeFileSync(file, line({ salt }), { ...OWN, flag: 'wx' });
        }
        known = true;
        appendFileSync(file, line({ key: hashed, text }), OWN);
      });
    },
  };
}

/** Forgets everything; true when there was something. */
export function clearTranslations(file: string): boolean {
  const existed = existsSync(file);
  rmSync(file, { force: true });
  return existed;
}

const OWN = { mode: 0o600 } as const;

function read(file: string) {
  const entries = new Map<string, string>();
  let lines: string[] = [];
  try {
    lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    // None yet.
  }
  const head = HEAD.safeParse(parse(lines[0]));
  if (!head.success) {
    // Without its salt nothing in the file can be found again.
    if (lines.length > 0) rmSync(file, { force: true });
    return { salt: randomBytes(18).toString('base64url'), entries, lines: 0 };
  }
  for (const one of lines.slice(1)) {
    const entry = ENTRY.safeParse(parse(one));
    if (entry.success) entries.set(entry.data.key, entry.data.text);
  }
  return { salt: head.data.salt, entries, lines: lines.length };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function write(attempt: () => void): void {
  try {
    attempt();
  } catch {
    // A full or read-only disk costs only the time of the next translation.
  }
}
