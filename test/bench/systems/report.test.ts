import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveSettings } from '../../../src/app/settings.ts';
import type { System } from '../../../src/app/systems.ts';
import { benchSystems } from '../../../src/bench/systems/index.ts';
import { type ReportInput, renderSystems, replaceSection } from '../../../src/bench/systems/report.ts';
import { parseStat } from '../../../src/bench/systems/usage.ts';

const MACHINE = { cpu: 'Abacus', cores: 2, memoryMB: 2048, os: 'linux', node: 'v20' };
const SYSTEM: System = {
  ...{ name: 'pure', what: 'one process', isSerial: false, standIns: ['b for a'] },
  settings: { runtime: 'pure', translator: 'llama', voice: 'system' },
  reason: 'no such model; type: it',
};

/** A run in which no system could run. */
async function nothingRan() {
  return await benchSystems({
    ...{
      systems: [SYSTEM],
      settings: resolveSettings({}, { STREAM_TTS_HOME: '/nowhere' }),
      env: {},
      runs: 1,
      limit: 2,
    },
    ...{ filesOf: () => [], ear: 'nobody listens', reader: { read: () => ({ kana: '' }) } },
    ...{ signal: new AbortController().signal, onProgress: () => {} },
  });
}

test('a system that cannot run here is a row with its reason, for every text, cold and warm', async () => {
  const { rows, notes, figures } = await nothingRan();
  assert.deepEqual(
    rows.map(({ system, text, cold, reason, totalMs, chrf, cer }) => [system, text, cold, reason, totalMs, chrf, cer]),
    (['author', 'word'] as const).flatMap((text) =>
      [true, false].map((cold) => ['pure', text, cold, SYSTEM.reason, null, null, null]),
    ),
  );
  assert.equal(notes.pure, SYSTEM.reason);
  assert.equal(figures.systemsRun, 0);
});

async function input(): Promise<ReportInput> {
  const report = await nothingRan();
  const [cold, warm] = report.rows;
  const measured = { runs: 3, translationMs: 700, speechMs: 300, firstSoundMs: 900, totalMs: 1234 };
  const spread = {
    totalMs: { p95: 1500, low: 1200, high: 1600 },
    translationMs: null,
    speechMs: null,
    firstSoundMs: null,
  };
  assert.ok(cold !== undefined && warm !== undefined);
  const { reason: _, ...row } = { ...warm, ...measured, spread };
  const rows = [row, { ...cold, system: 'hybrid' as const }];
  return { ...report, rows, machine: MACHINE, version: '9', command: 'npx it', sizes: { thin: 99_000 } };
}

test('the section states the run, each figure, what did not run and why, and the author beside ours', async () => {
  const section = renderSystems(await input());
  assert.match(section, /`npx it` on Abacus, 2 cores/);
  assert.match(section, /\| pure \| warm, 3 runs \| 700 \| 300 \| 900 \| 1,234 \(1,500; 1,200–1,600\)/);
  assert.match(section, /- hybrid: no such model; type: it/);
  assert.match(section, /- pure: b for a/);
  assert.match(section, /\| pure \| translation, warm \| 100–300 ms \| 700 ms \|/);
  assert.match(section, /\| thin \| the coordinator, without its runtime \| 131 KB \| 99 KB \|/);
  assert.match(section, /\| hybrid \| first sound \| < 300 ms \| not measured: no such model/);
  assert.doesNotMatch(section, /null|undefined|NaN/);
});

test('the section replaces the one before, and nothing else of the document', async () => {
  const section = renderSystems(await input());
  const first = replaceSection('# Performance\n\nText.\n', section);
  assert.ok(first.startsWith('# Performance\n\nText.\n\n<!-- systems: begin -->'));
  assert.equal(replaceSection(`${first}\nMore.\n`, section), `${first}\nMore.\n`);
});

test('the kernel’s line of a process is read, whatever its name', () => {
  const after = 'S 41 1 1 0 -1 4194304 1 2 3 4 7 5 30 20 20 0 1 0 100 9000 512 18446744073709551615';
  assert.deepEqual(parseStat(42, `42 (a) b (c) ${after}`), { pid: 42, parent: 41, ticks: 62, pages: 512 });
});
