import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EAR_PACKAGES, earDirectories, earDirectory, earInstalled } from '../../src/bench/ear.ts';

export { EAR_COMMAND, type Ear, openEar } from '../../src/bench/ear.ts';

/** Makes the ear ready, and says why there is none where that is not possible. The model is never fetched here. */
export async function prepareEar(): Promise<string | undefined> {
  if (earDirectory() === undefined) return `the ear's model whisper-base is not in ${earDirectories().join(' or ')}`;
  try {
    await installEar();
    return undefined;
  } catch (error) {
    return `faster-whisper cannot be installed: ${error instanceof Error ? error.message : error}`;
  }
}

/** Installs faster-whisper with pip into the tests' cache, outside the clone. Needs a package index. */
export async function installEar(): Promise<void> {
  if (earInstalled()) return;
  await mkdir(dirname(EAR_PACKAGES), { recursive: true });
  const fresh = await mkdtemp(join(dirname(EAR_PACKAGES), 'ear-'));
  try {
    await promisify(execFile)('python3', ['-m', 'pip', 'install', '-q', '--target', fresh, 'faster-whisper']);
    // Another test file may have been quicker.
    await rename(fresh, EAR_PACKAGES).catch((error: unknown) => {
      if (!earInstalled()) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
