import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { neighbour, ownModule } from '../../app/own-module.ts';
import type { Settings } from '../../app/settings.ts';
import type { System } from '../../app/systems.ts';
import type { ChildRow, ChildTask } from './child.ts';
import type { Recording } from './ear.ts';
import type { BenchText } from './texts.ts';
import { treeUsage } from './usage.ts';

export interface Measured {
  readonly rows: ReadonlyArray<ChildRow & { readonly peakMB: number | null }>;
  readonly recording: Recording;
}

export interface MeasureOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warmRuns: number;
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 200;

/**
 * One text through one system in a process of its own: cold, then warm so often. Rejects with what the process
 * complained of.
 */
export async function measureSystem(system: System, { text }: BenchText, options: MeasureOptions): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-bench-'));
  const soundFile = join(directory, 'sound.f32');
  const task: ChildTask = {
    ...{ settings: { ...options.settings, ...system.settings, cache: false }, isSerial: system.isSerial },
    ...{ text, warmRuns: options.warmRuns, spawnedAtMs: Date.now(), soundFile },
  };
  const { command, args } = ownModule(neighbour('child', import.meta.url));
  const child = spawn(command, [...args, JSON.stringify(task)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: options.env as NodeJS.ProcessEnv,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    complaint = (complaint + said).slice(-2000);
  });
  let peakMB: number | null = null;
  const look = () => {
    const usage = child.pid === undefined ? undefined : treeUsage(child.pid);
    if (usage !== undefined) peakMB = Math.max(peakMB ?? 0, usage.residentMB);
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  const kill = () => child.kill('SIGKILL');
  options.signal.addEventListener('abort', kill, { once: true });
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
    const rows: Array<ChildRow & { peakMB: number | null }> = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const row = rowOf(line);
      if (row === undefined) continue;
      look();
      rows.push({ ...row, peakMB });
    }
    const code = await ended;
    options.signal.throwIfAborted();
    if (code !== 0) throw new Error(lastWords(complaint) || `it ended with ${code}`);
    const bytes = readFileSync(soundFile);
    const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    return { rows, recording: { samples, sampleRateHz: rows[0]?.sampleRateHz ?? 0 } };
  } finally {
    clearInterval(looking);
    options.signal.removeEventListener('abort', kill);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A library may print lines of its own. */
function rowOf(line: string): ChildRow | undefined {
  try {
    const row: unknown = JSON.parse(line);
    return typeof row === 'object' && row !== null && 'translationMs' in row ? (row as ChildRow) : undefined;
  } catch {
    return undefined;
  }
}

function lastWords(complaint: string): string {
  const line = complaint.split('\n').find((one) => /error/i.test(one)) ?? complaint.trim().split('\n').at(-1);
  return line?.trim().slice(0, 300) ?? '';
}
