import { writeFileSync } from 'node:fs';
import { createEngines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { runRoadSystem, runSerialSystem } from './run.ts';
import { treeUsage } from './usage.ts';

/** What the process that measures one system on one text is told, as JSON in its first argument. */
export interface ChildTask {
  readonly settings: Settings;
  readonly isSerial: boolean;
  readonly text: string;
  readonly warmRuns: number;
  /** When this process was asked for, in milliseconds since 1970. */
  readonly spawnedAtMs: number;
  /** Where the sound of the last run is written: 32-bit floats. */
  readonly soundFile: string;
}

/** One line of its stdout. A cold run's times begin when the process was asked for. */
export interface ChildRow {
  readonly cold: boolean;
  /** Of a cold run: until both engines were loaded. */
  readonly loadMs: number | null;
  readonly translationMs: number;
  readonly speechMs: number;
  readonly firstSoundMs: number;
  readonly totalMs: number;
  readonly cpuMs: number | null;
  readonly failed: number;
  readonly translation: string;
  readonly sampleRateHz: number;
}

// Whoever asked is gone: nobody wants the figures.
process.stdin.on('end', () => process.exit(1)).resume();

const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
try {
  await measure(task);
  process.exit(0);
} catch (error) {
  const fix = error instanceof StreamTtsError && error.fix ? `; type: ${error.fix}` : '';
  console.error(`error: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}${fix}`);
  process.exit(1);
}

async function measure({ settings, text, isSerial, spawnedAtMs, warmRuns, soundFile }: ChildTask): Promise<void> {
  const engines = createEngines(settings, process.env);
  const { signal } = new AbortController();
  const run = isSerial ? runSerialSystem : runRoadSystem;
  let loadMs: number | null = null;
  const loaded = Promise.all([engines.translators[0]?.warm(), engines.voice.warm()]).then(() => {
    loadMs = Date.now() - spawnedAtMs;
  });
  loaded.catch(() => {});
  try {
    for (let i = 0; i <= warmRuns; i += 1) {
      const cold = i === 0;
      const beforeMs = cold ? Date.now() - spawnedAtMs : 0;
      const cpuBefore = cold ? 0 : treeUsage(process.pid)?.cpuMs;
      const { sound, firstSoundMs, totalMs, ...rest } = await run({ settings, engines, text, signal });
      const cpuAfter = treeUsage(process.pid)?.cpuMs;
      if (cold) await loaded;
      const row: ChildRow = {
        ...rest,
        cold,
        loadMs: cold ? loadMs : null,
        firstSoundMs: beforeMs + firstSoundMs,
        totalMs: beforeMs + totalMs,
        cpuMs: cpuBefore === undefined || cpuAfter === undefined ? null : cpuAfter - cpuBefore,
      };
      console.log(JSON.stringify(row));
      if (i === warmRuns) writeFileSync(soundFile, new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength));
    }
  } finally {
    await engines.dispose();
  }
}
