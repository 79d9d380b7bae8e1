import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EAR_PROGRAM } from './ear-program.ts';

/** Writes down what it hears, by whisper-base. */
export interface Ear {
  /** `prompt` tells it words that may occur; `language` is BCP 47, Japanese without. */
  hear(samples: Float32Array, sampleRateHz: number, options?: { prompt?: string; language?: string }): Promise<string>;
  close(): Promise<void>;
}

const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');

/** Where faster-whisper lies, installed by pip for the benches and the tests only. */
export const EAR_PACKAGES = join(cacheHome, 'stream-tts-test', 'ear');

export const EAR_COMMAND = `npx stream-tts models pull whisper-base && python3 -m pip install --target ${EAR_PACKAGES} faster-whisper`;

/** What the ear's model may be found in: the program's own store, or a directory that the environment names. */
export function earDirectories(): string[] {
  const home = process.env.STREAM_TTS_HOME;
  return [
    ...(process.env.STREAM_TTS_TEST_EAR ? [process.env.STREAM_TTS_TEST_EAR] : []),
    ...(home ? [join(home, 'models', 'whisper-base')] : []),
    join(cacheHome, 'stream-tts', 'models', 'whisper-base'),
  ];
}

/** The directory with the ear's model, where it is whole. */
export function earDirectory(): string | undefined {
  return earDirectories().find((dir) => existsSync(join(dir, 'model.bin')) && existsSync(join(dir, 'tokenizer.json')));
}

export function earInstalled(): boolean {
  return existsSync(join(EAR_PACKAGES, 'faster_whisper'));
}

type Answer = { readonly text: string } | { readonly error: string };

/** Rejects where the model or faster-whisper is not there; `EAR_COMMAND` brings them. */
export async function openEar(options: { threads?: number } = {}): Promise<Ear> {
  const directory = earDirectory();
  if (directory === undefined) throw new Error(`the ear has no model; type: ${EAR_COMMAND}`);
  const child = spawn('python3', ['-c', EAR_PROGRAM, directory, String(options.threads ?? 2)], {
    cwd: tmpdir(),
    env: { ...process.env, PYTHONPATH: EAR_PACKAGES, PYTHONUTF8: '1', HF_HUB_OFFLINE: '1' },
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
    async hear(samples, sampleRateHz, { prompt, language = 'ja' } = {}) {
      if (closed) throw new Error(`the ear has ended: ${said.trim()}`);
      const id = ++lastId;
      const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64');
      const request = { id, samples: bytes, rate: sampleRateHz, prompt: prompt ?? null, language };
      const answer = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify(request)}\n`);
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
