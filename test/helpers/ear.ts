import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Ear, installPackages, openEar as open } from '../../src/bench/listening/ear.ts';

export type { Ear } from '../../src/bench/listening/ear.ts';

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
export function installEar(): Promise<void> {
  return installPackages(packages);
}

export async function openEar(options: { threads?: number } = {}): Promise<Ear> {
  const model = modelDirectory();
  if (model === undefined) throw new Error(`${noModel()}; type: ${EAR_COMMAND}`);
  return await open({ model, packages, ...options });
}

function noModel(): string {
  return `the ear's model whisper-base is not in ${modelDirectories().join(' or ')}`;
}
