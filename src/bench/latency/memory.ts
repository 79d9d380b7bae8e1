import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownModule } from '../../app/own-module.ts';
import type { Settings } from '../../app/settings.ts';
import { watchTree } from '../systems/usage.ts';
import { ENTRY, type Env } from '../warm-process.ts';

export interface MemoryOptions {
  readonly settings: Settings;
  readonly env: Env;
  readonly text: string;
  readonly signal: AbortSignal;
}

/**
 * The most memory that `speak` holds, from its start to the end of a text, in MB: a process of its own, with nothing of
 * the bench in it. null where the system does not tell. Rejects when the process fails.
 */
export async function peakOfSpeak({ settings, env, text, signal }: MemoryOptions): Promise<number | null> {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-bench-'));
  const { command, args } = ownModule(ENTRY);
  const engines = ['--translator', settings.translator, '--voice', settings.voice, '--to', settings.to];
  const child = spawn(
    command,
    [...args, 'speak', '--from', 'text', '--runtime', 'pure', ...engines, '--out', join(directory, 'out.wav')],
    {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...env, STREAM_TTS_CACHE: 'false' } as NodeJS.ProcessEnv,
      signal,
      killSignal: 'SIGTERM',
    },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    complaint = (complaint + said).slice(-500);
  });
  const tree = watchTree(child.pid);
  try {
    child.stdin.end(text);
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`speak, for its memory: ${complaint.trim() || `it ended with ${code}`}`);
    return tree.used().peakMB;
  } finally {
    tree.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
