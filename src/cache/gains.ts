import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const GAINS = z.record(z.string(), z.number().positive());

/** The gains of voices that were measured while they spoke, by name, in a file. A disk that takes nothing costs only that. */
export function openGains(file: string) {
  const read = (): Record<string, number> => {
    try {
      return GAINS.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return {};
    }
  };
  return {
    get: (voice: string): number | undefined => read()[voice],
    put(voice: string, gain: number): void {
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `${JSON.stringify({ ...read(), [voice]: Number(gain.toFixed(4)) })}\n`);
      } catch {
        // See above.
      }
    },
  };
}
