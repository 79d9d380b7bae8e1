import { createHmac, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SoundKey, SoundMemory } from '../spec/contracts.ts';
import type { Pcm } from '../spec/parts.ts';
import { SECRET } from './secret.ts';

/** Twenty-five minutes of speech at 24 kHz. */
const MOST_BYTES = 72_000_000;
/** Longer ones are rarely said twice. */
const LONGEST_MS = 15_000;
const OWN = { mode: 0o600 } as const;
const HEADER_BYTES = 4;

export interface SoundDirectoryOptions {
  /** Made when the first sound is kept; readable by its owner alone. */
  readonly directory: string;
  readonly mostBytes?: number;
}

/**
 * Sounds that were heard before, a file each: the rate in Hz as uint32, then 16-bit samples, little-endian. The text is
 * in the name alone, as a salted hash. When the directory is full those that were not heard for longest go. Cannot fail:
 * a damaged file is no sound, and where the disk takes nothing nothing is kept.
 */
export function openSounds({ directory, mostBytes = MOST_BYTES }: SoundDirectoryOptions): SoundMemory {
  let salt: string | undefined;
  let bytesKept: number | undefined;

  function fileOf({ voice, text, speed, language = '', variant }: SoundKey): string {
    salt ??= readSalt(directory);
    const name = createHmac('sha256', salt)
      .update(JSON.stringify([voice, text, speed, language, variant]))
      .digest('base64url');
    return join(directory, `${name.slice(0, 27)}.pcm`);
  }

  /** Makes room down to nine tenths, so that not every sound has to. */
  function makeRoom(): void {
    const files = readdirSync(directory)
      .filter((name) => name.endsWith('.pcm'))
      .map((name) => ({ path: join(directory, name), ...statOf(join(directory, name)) }))
      .sort((a, b) => a.heardAtMs - b.heardAtMs);
    bytesKept = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (bytesKept <= mostBytes) return;
    for (const { path, bytes } of files) {
      if (bytesKept <= 0.9 * mostBytes) return;
      rmSync(path, { force: true });
      bytesKept -= bytes;
    }
  }

  return {
    async get(key) {
      try {
        const file = fileOf(key);
        const pcm = fromBytes(await readFile(file));
        const now = new Date();
        utimesSync(file, now, now);
        return pcm;
      } catch {
        return undefined;
      }
    },
    put(key, pcm) {
      if (SECRET.test(key.text) || pcm.samples.length === 0) return;
      if ((pcm.samples.length / pcm.sampleRateHz) * 1000 > LONGEST_MS) return;
      try {
        const file = fileOf(key);
        if (existsSync(file)) return;
        const bytes = toBytes(pcm);
        // Whole or not at all: another process may read it meanwhile.
        writeFileSync(`${file}.${process.pid}`, bytes, OWN);
        renameSync(`${file}.${process.pid}`, file);
        bytesKept = bytesKept === undefined ? undefined : bytesKept + bytes.length;
        if (bytesKept === undefined || bytesKept > mostBytes) makeRoom();
      } catch {
        // A full or read-only disk costs only the time of saying it again.
      }
    },
  };
}

/** Forgets everything; true when there was something. */
export function clearSounds(directory: string): boolean {
  const existed = existsSync(directory);
  rmSync(directory, { recursive: true, force: true });
  return existed;
}

function readSalt(directory: string): string {
  const file = join(directory, 'salt');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(18).toString('base64url'), { ...OWN, flag: 'wx' });
  } catch {
    // It is there already.
  }
  return readFileSync(file, 'utf8');
}

function statOf(path: string): { bytes: number; heardAtMs: number } {
  const found = statSync(path, { throwIfNoEntry: false });
  return { bytes: found?.size ?? 0, heardAtMs: found?.mtimeMs ?? 0 };
}

function toBytes({ samples, sampleRateHz }: Pcm): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sampleRateHz, true);
  for (const [i, sample] of samples.entries()) {
    view.setInt16(HEADER_BYTES + 2 * i, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
  }
  return bytes;
}

function fromBytes(bytes: Uint8Array): Pcm | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length <= HEADER_BYTES || bytes.length % 2 !== 0) return undefined;
  const sampleRateHz = view.getUint32(0, true);
  if (sampleRateHz < 8000 || sampleRateHz > 192_000) return undefined;
  const samples = new Float32Array((bytes.length - HEADER_BYTES) / 2);
  for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(HEADER_BYTES + 2 * i, true) / 32_767;
  return { samples, sampleRateHz };
}
