import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Writes down what it hears (Japanese, by whisper-base). */
export interface Ear {
  /** `prompt` tells it words that may occur. */
  hear(samples: Float32Array, sampleRateHz: number, options?: { prompt?: string }): Promise<string>;
  close(): Promise<void>;
}

const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
const packages = join(cacheHome, 'stream-tts-test', 'ear');

/** What the ear's model may be found in: the program's own store, or a directory that the environment names. */
function modelDirectories(): string[] {
  const home = process.env.STREAM_TTS_HOME;
  return [
    ...(process.env.STREAM_TTS_TEST_EAR ? [process.env.STREAM_TTS_TEST_EAR] : []),
    ...(home ? [join(home, 'models', 'whisper-base')] : []),
    join(cacheHome, 'stream-tts', 'models', 'whisper-base'),
  ];
}

function modelDirectory(): string | undefined {
  return modelDirectories().find(
    (dir) => existsSync(join(dir, 'model.bin')) && existsSync(join(dir, 'tokenizer.json')),
  );
}

export const EAR_COMMAND = `npx stream-tts models pull whisper-base && python3 -m pip install --target ${packages} faster-whisper`;

/** Makes the ear ready, and says why there is none where that is not possible. The model is never fetched here. */
export async function prepareEar(): Promise<string | undefined> {
  if (modelDirectory() === undefined) return noModel();
  try {
    await installEar();
    return undefined;
  } catch (error) {
    return `faster-whisper cannot be installed: ${error instanceof Error ? error.message : error}`;
  }
}

/** Installs faster-whisper with pip into the tests' cache, outside the clone. Needs a package index. */
export async function installEar(): Promise<void> {
  if (installed()) return;
  await mkdir(dirname(packages), { recursive: true });
  const fresh = await mkdtemp(join(dirname(packages), 'ear-'));
  try {
    await promisify(execFile)('python3', ['-m', 'pip', 'install', '-q', '--target', fresh, 'faster-whisper']);
    // Another test file may have been quicker.
    await rename(fresh, packages).catch((error: unknown) => {
      if (!installed()) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

function installed(): boolean {
  return existsSync(join(packages, 'faster_whisper'));
}

function noModel(): string {
  return `the ear's model whisper-base is not in ${modelDirectories().join(' or ')}`;
}

type Answer = { readonly text: string } | { readonly error: string };

export async function openEar(options: { threads?: number } = {}): Promise<Ear> {
  const directory = modelDirectory();
  if (directory === undefined) throw new Error(`${noModel()}; type: ${EAR_COMMAND}`);
  const child = spawn(
    'python3',
    [join(dirname(fileURLToPath(import.meta.url)), 'ear.py'), directory, String(options.threads ?? 2)],
    {
      cwd: tmpdir(),
      env: { ...process.env, PYTHONPATH: packages, PYTHONUTF8: '1', HF_HUB_OFFLINE: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
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
    async hear(samples, sampleRateHz, { prompt } = {}) {
      if (closed) throw new Error(`the ear has ended: ${said.trim()}`);
      const id = ++lastId;
      const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64');
      const answer = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify({ id, samples: bytes, rate: sampleRateHz, prompt: prompt ?? null })}\n`);
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
