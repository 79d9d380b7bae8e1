import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const PACES = z.record(z.string(), z.number().nonnegative());

/** What is known of how fast engines are here: milliseconds a character, by name; empty when nothing is. */
export function readPaces(file: string): Readonly<Record<string, number>> {
  try {
    return PACES.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Keeps it for the next run; a disk that takes nothing costs only that the next run learns anew. */
export function writePaces(file: string, paces: Readonly<Record<string, number>>): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(paces)}\n`);
  } catch {
    // See above.
  }
}
