import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Kept } from '../daemon/daemon.ts';
import { cacheHome } from '../models/home.ts';
import type { Io } from './command.ts';

/** Who was told to speak in a place: a directory, in one language. */
export interface KeptVoices {
  voiceOf(place: string): string | undefined;
  keepVoice(place: string, voice: string): void;
}

/** Places that are remembered, the last ones that were told. */
const PLACES = 200;

/** What was set in the warm process, over its restarts: a small file in the cache directory. */
export function openKept(env: Io['env']): KeptVoices & { readonly value: Kept; write(kept: Kept): void } {
  const file = join(cacheHome(env), 'state', 'warm.json');
  let { voices, ...value } = read(file);
  function write() {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...value, voices: Object.fromEntries(voices) }));
  }
  return {
    value,
    write(kept) {
      value = kept;
      write();
    },
    voiceOf: (place) => voices.get(place),
    keepVoice(place, voice) {
      const others = [...voices].filter(([one]) => one !== place);
      voices = new Map([...others.slice(1 - PLACES), [place, voice]]);
      write();
    },
  };
}

const FILE = z.object({
  muted: z.boolean().catch(false),
  voices: z.record(z.string(), z.string()).catch({}),
});

function read(file: string): Kept & { readonly voices: ReadonlyMap<string, string> } {
  try {
    const { muted, voices } = FILE.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { muted, voices: new Map(Object.entries(voices)) };
  } catch {
    return { muted: false, voices: new Map() };
  }
}
