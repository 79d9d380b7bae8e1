import { statSync } from 'node:fs';
import type { Settings } from '../../app/settings.ts';
import type { System, SystemName } from '../../app/systems.ts';
import { drawChart } from '../chart.ts';
import { chrF } from '../chrf.ts';
import { median, quantile, rounded } from '../machine.ts';
import { kanaErrorRate } from '../reading/kana.ts';
import type { Ear, Recording } from './ear.ts';
import { type Measured, measureSystem } from './measure.ts';
import { BENCH_TEXTS, type BenchText } from './texts.ts';

/** One system on one text: medians over its runs, in milliseconds and MB; `reason` where it cannot run here. */
export interface SystemRow {
  readonly system: SystemName;
  /** Why it could not run here; then every figure is null. */
  readonly reason?: string;
  /** The translator and the voice. */
  readonly engines: string;
  readonly standIns: readonly string[];
  readonly text: BenchText['name'];
  readonly cold: boolean;
  readonly runs: number;
  readonly loadMs: number | null;
  readonly translationMs: number | null;
  readonly speechMs: number | null;
  readonly firstSoundMs: number | null;
  readonly totalMs: number | null;
  readonly cpuMs: number | null;
  readonly peakMB: number | null;
  /** Model files and the program's own. */
  readonly diskMB: number | null;
  /** In the last run. */
  readonly spoken: string | null;
  /** 0 to 100, against translations by people. */
  readonly chrf: number | null;
  /** Share of the kana of what was to be said that the ear heard wrong. */
  readonly cer: number | null;
  readonly spread: Readonly<Record<SpreadKey, Spread | null>>;
}

/** A program of its own. */
const NEVER_WARM = 'it is for one stream, and so always cold; the warm process is its warm form';

type SpreadKey = 'translationMs' | 'speechMs' | 'firstSoundMs' | 'totalMs';

export interface Spread {
  readonly p95: number;
  readonly low: number;
  readonly high: number;
}

export interface SystemsReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: readonly SystemRow[];
  readonly chart: string;
}

export interface SystemsOptions {
  readonly systems: readonly System[];
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Warm runs of each text. */
  readonly runs: number;
  /** Only the first so many texts. */
  readonly limit: number;
  /** The files that a system's engines read. */
  readonly filesOf: (system: System) => readonly string[];
  readonly ear: Ear | string;
  readonly reader: { read(text: string): { readonly kana: string } };
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** Every system that can run here on every text, each pair in a process of its own: once cold, then warm. */
export async function benchSystems(options: SystemsOptions): Promise<SystemsReport> {
  const { systems, onProgress } = options;
  const texts = BENCH_TEXTS.slice(0, options.limit);
  const rows: SystemRow[] = [];
  const heard: Array<{ readonly at: readonly number[]; readonly said: string; readonly recording: Recording }> = [];
  for (const system of systems) {
    for (const text of texts) {
      if (options.signal.aborted) break;
      onProgress(`${system.name}: ${text.name} …`);
      const measured = await measured1(system, text, options);
      if (typeof measured !== 'string') {
        const said = measured.rows.at(-1)?.translation ?? '';
        heard.push({ at: [rows.length, rows.length + 1], said, recording: measured.recording });
      }
      rows.push(...rowsOf(system, text, measured, options));
    }
  }
  const cers = await listen(heard, options);
  const whole = rows.map((row, i) => ({ ...row, cer: cers.get(i) ?? null }));
  return { ...summary(whole, options), rows: whole, chart: chartOf(whole) };
}

async function measured1(system: System, text: BenchText, options: SystemsOptions): Promise<Measured | string> {
  if (system.reason !== undefined) return system.reason;
  try {
    return await measureSystem(system, text, { ...options, warmRuns: options.runs });
  } catch (error) {
    options.signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}

function rowsOf(system: System, text: BenchText, measured: Measured | string, options: SystemsOptions): SystemRow[] {
  const reason = typeof measured === 'string' ? { reason: measured } : {};
  const files = typeof measured === 'string' ? undefined : options.filesOf(system);
  return [true, false].map((cold) => {
    const runs = typeof measured === 'string' ? [] : measured.rows.filter((row) => row.cold === cold);
    const never = typeof measured !== 'string' && runs.length === 0 ? { reason: NEVER_WARM } : {};
    const of = (key: SpreadKey | 'loadMs' | 'cpuMs' | 'peakMB') => known(runs.map((row) => row[key]));
    const middle = (key: Parameters<typeof of>[0]) => rounded(median(of(key)), 1);
    const spread = (key: SpreadKey) => spreadOf(of(key));
    const [last] = runs.slice(-1);
    return {
      system: system.name,
      ...reason,
      ...never,
      engines: `${system.settings.translator} + ${system.settings.voice}`,
      standIns: system.standIns,
      text: text.name,
      cold,
      runs: runs.length,
      loadMs: middle('loadMs'),
      translationMs: middle('translationMs'),
      speechMs: middle('speechMs'),
      firstSoundMs: middle('firstSoundMs'),
      totalMs: middle('totalMs'),
      cpuMs: middle('cpuMs'),
      peakMB: rounded(runs.length === 0 ? null : Math.max(...of('peakMB')), 1),
      diskMB:
        files === undefined ? null : rounded(files.reduce((sum, file) => sum + statSync(file).size, 0) / 2 ** 20, 1),
      spoken: last?.translation ?? null,
      chrf:
        last === undefined ? null : rounded(chrF([{ hypothesis: last.translation, references: text.references }]), 1),
      cer: null,
      spread: {
        translationMs: spread('translationMs'),
        speechMs: spread('speechMs'),
        firstSoundMs: spread('firstSoundMs'),
        totalMs: spread('totalMs'),
      },
    };
  });
}

async function listen(
  heard: ReadonlyArray<{ readonly at: readonly number[]; readonly said: string; readonly recording: Recording }>,
  { ear, reader, onProgress }: SystemsOptions,
): Promise<Map<number, number>> {
  const cers = new Map<number, number>();
  if (typeof ear === 'string' || heard.length === 0) return cers;
  onProgress('listening back …');
  const texts = await ear.hear(heard.map(({ recording }) => recording));
  for (const [i, { at, said }] of heard.entries()) {
    const cer = kanaErrorRate(reader.read(said).kana, reader.read(texts[i] ?? '').kana);
    for (const row of at) cers.set(row, Number(cer.toFixed(3)));
  }
  return cers;
}

function summary(rows: readonly SystemRow[], { ear, systems }: SystemsOptions) {
  const total = (system: SystemName, key: 'totalMs' | 'firstSoundMs') =>
    rows.find((row) => row.system === system && row.text === 'author' && !row.cold)?.[key] ?? null;
  const ratio = (a: number | null, b: number | null) =>
    a === null || b === null || b === 0 ? null : Number((a / b).toFixed(3));
  const names = systems.map(({ name }) => name);
  return {
    figures: {
      systemsRun: names.filter((name) => rows.some((row) => row.system === name && row.reason === undefined)).length,
      ...Object.fromEntries(names.map((name) => [`${name}TotalMs`, total(name, 'totalMs')])),
      ...Object.fromEntries(names.map((name) => [`${name}FirstSoundMs`, total(name, 'firstSoundMs')])),
      pureOverWorkers: ratio(total('pure', 'totalMs'), total('workers', 'totalMs')),
    },
    notes: {
      pureOverWorkers: "the author's sentence, warm, whole time",
      ...(typeof ear === 'string' ? { cer: ear } : {}),
      ...Object.fromEntries(rows.flatMap(({ system, reason }) => (reason === undefined ? [] : [[system, reason]]))),
    },
  };
}

/** The author's sentence, warm, under the mission's goals. */
function chartOf(rows: readonly SystemRow[]): string {
  const shown = rows.filter((row) => row.text === 'author' && !row.cold && row.totalMs !== null);
  return drawChart({
    title: 'The author\'s sentence "Testing pure C++ with Qwen translation.", warm',
    rows: shown.map(({ system, engines, translationMs, speechMs, totalMs, spread }) => ({
      label: `${system}: ${engines}`.slice(0, 30),
      parts: [
        { name: 'translation', ms: translationMs ?? 0 },
        { name: 'speech', ms: speechMs ?? 0 },
        { name: 'the rest', ms: Math.max(0, (totalMs ?? 0) - (translationMs ?? 0) - (speechMs ?? 0)) },
      ],
      ...(spread.totalMs && { spread: { lowMs: spread.totalMs.low, highMs: spread.totalMs.high } }),
    })),
    marks: [
      { label: '200 ms', ms: 200 },
      { label: '550 ms', ms: 550 },
    ],
  });
}

function spreadOf(values: readonly number[]): Spread | null {
  const p95 = quantile(values, 0.95);
  if (p95 === null) return null;
  return { p95: Math.round(p95), low: Math.round(Math.min(...values)), high: Math.round(Math.max(...values)) };
}

function known(values: ReadonlyArray<number | null>): number[] {
  return values.filter((value) => value !== null);
}
