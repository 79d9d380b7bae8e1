import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { neighbour, ownModule } from '../../app/own-module.ts';
import type { Settings } from '../../app/settings.ts';
import type { System } from '../../app/systems.ts';
import type { Event } from '../../spec/events.ts';
import type { ChildRow, ChildTask } from './child.ts';
import type { Recording } from './ear.ts';
import { timesOf } from './run.ts';
import type { BenchText } from './texts.ts';
import { watchTree } from './usage.ts';

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

/**
 * One text through one system in a process of its own: cold, then warm so often. Rejects with what the process
 * complained of.
 */
export async function measureSystem(system: System, { text }: BenchText, options: MeasureOptions): Promise<Measured> {
  if (system.program !== undefined) return await measureProgram({ ...system, program: system.program }, text, options);
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
  const tree = watchTree(child.pid);
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
      rows.push({ ...row, peakMB: tree.used().peakMB });
    }
    const code = await ended;
    options.signal.throwIfAborted();
    if (code !== 0) throw new Error(lastWords(complaint) || `it ended with ${code}`);
    const bytes = readFileSync(soundFile);
    const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    return { rows, recording: { samples, sampleRateHz: rows[0]?.sampleRateHz ?? 0 } };
  } finally {
    tree.stop();
    options.signal.removeEventListener('abort', kill);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A program of its own, which is for one stream and so always cold; its event log tells the times. */
async function measureProgram(
  { program, settings }: System & { readonly program: string },
  text: string,
  { env, signal }: MeasureOptions,
): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-bench-'));
  const place = (name: string) => join(directory, name);
  writeFileSync(place('in.txt'), text);
  const words = ['--translator', settings.translator, '--voice', settings.voice];
  const files = ['--out', place('out.wav'), '--events', place('events.jsonl')];
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [program, place('in.txt'), ...words, ...files], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: env as NodeJS.ProcessEnv,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    complaint = (complaint + said).slice(-2000);
  });
  const tree = watchTree(child.pid);
  const kill = () => child.kill('SIGTERM');
  signal.addEventListener('abort', kill, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    const totalMs = performance.now() - startedAtMs;
    signal.throwIfAborted();
    if (code !== 0) throw new Error(lastWords(complaint) || `it ended with ${code}`);
    const events = readFileSync(place('events.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Event);
    const { cpuMs, peakMB } = tree.used();
    const { samples, sampleRateHz } = readWav(readFileSync(place('out.wav')));
    const row = { ...timesOf(events), loadMs: null, totalMs, cpuMs, sampleRateHz, cold: true, peakMB };
    // The log's clock begins with the first byte; the process was asked for before that.
    const afterFirstSoundMs = (events.at(-1)?.atMs ?? 0) - row.firstSoundMs;
    return { rows: [{ ...row, firstSoundMs: totalMs - afterFirstSoundMs }], recording: { samples, sampleRateHz } };
  } finally {
    tree.stop();
    signal.removeEventListener('abort', kill);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The samples of a WAV file of ours: 16 bits, one channel, 44 bytes of header. */
function readWav(bytes: Buffer): Recording {
  const samples = new Float32Array((bytes.length - 44) / 2).map((_, i) => bytes.readInt16LE(44 + 2 * i) / 32768);
  return { samples, sampleRateHz: bytes.readUInt32LE(24) };
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
  const lines = complaint.trim().split('\n');
  const told = lines.findLast((line) => line.startsWith('error: '))?.slice('error: '.length);
  return (told ?? lines.at(-1) ?? '').trim().slice(0, 400);
}
