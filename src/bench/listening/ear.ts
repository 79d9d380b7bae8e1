import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { EAR_PROGRAM } from './ear-program.ts';

/** Writes down what it hears, by whisper-base in Python's faster-whisper: a tool of benches and tests. */
export interface Ear {
  /** `prompt` tells it words that may occur; the language is Japanese without one. */
  hear(samples: Float32Array, sampleRateHz: number, options?: { prompt?: string; language?: string }): Promise<string>;
  close(): Promise<void>;
}

export interface EarOptions {
  readonly model: string;
  readonly packages: string;
  readonly threads?: number;
}

export function hasPackages(packages: string): boolean {
  return existsSync(join(packages, 'faster_whisper'));
}

/** Installs faster-whisper with pip below `packages`. Needs a package index. */
export async function installPackages(packages: string): Promise<void> {
  if (hasPackages(packages)) return;
  await mkdir(dirname(packages), { recursive: true });
  const fresh = await mkdtemp(join(dirname(packages), 'ear-'));
  try {
    await promisify(execFile)('python3', ['-m', 'pip', 'install', '-q', '--target', fresh, 'faster-whisper']);
    // Another process may have been quicker.
    await rename(fresh, packages).catch((error: unknown) => {
      if (!hasPackages(packages)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

type Answer = { readonly text: string } | { readonly error: string };

/** `model` is the directory of whisper-base, `packages` that of faster-whisper. Rejects when it does not start. */
export async function openEar({ model, packages, threads = 2 }: EarOptions): Promise<Ear> {
  const child = spawn('python3', ['-c', EAR_PROGRAM, model, String(threads)], {
    cwd: tmpdir(),
    env: { ...process.env, PYTHONPATH: packages, PYTHONUTF8: '1', HF_HUB_OFFLINE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  child.stdin.on('error', () => {});
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  let closed = false;

  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { ready?: true; id?: number; text?: string; error?: string };
      if (message.ready) resolve();
      if (message.id === undefined) return;
      waiting.get(message.id)?.(message.text === undefined ? { error: message.error ?? line } : { text: message.text });
      waiting.delete(message.id);
    });
    child.on('error', reject);
    child.on('close', () => {
      closed = true;
      reject(new Error(`the ear has ended: ${said.trim()}`));
      for (const answer of waiting.values()) answer({ error: `the ear has ended: ${said.trim()}` });
      waiting.clear();
    });
  });
  const end = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await ready;

  return {
    async hear(samples, sampleRateHz, { prompt, language } = {}) {
      if (closed) throw new Error(`the ear has ended: ${said.trim()}`);
      const id = ++lastId;
      const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64');
      const answer = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve);
        child.stdin.write(
          `${JSON.stringify({ id, samples: bytes, rate: sampleRateHz, prompt: prompt ?? null, language: language ?? 'ja' })}\n`,
        );
      });
      if ('error' in answer) throw new Error(answer.error);
      return answer.text;
    },
    async close() {
      child.stdin.end();
      child.kill();
      await end;
    },
  };
}
