import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createWavPlayer } from '../../engines/players/wav.ts';
import { joinSamples } from '../../kit/join-samples.ts';
import { loudnessLufs } from '../../kit/loudness.ts';
import type { Voice } from '../../spec/contracts.ts';
import { median, rounded } from '../machine.ts';
import { kanaErrors } from '../reading/kana.ts';
import type { Ear } from './ear.ts';

export interface ListenOptions {
  readonly voices: readonly Voice[];
  /** Without one only times and loudness are measured. */
  readonly ear: Ear | undefined;
  readonly reader: { read(text: string): { readonly kana: string } };
  /** What is said, and its kana. */
  readonly sentences: ReadonlyArray<{ readonly text: string; readonly kana: string }>;
  /** Each sentence is written there as a WAV file, a folder a voice, for listening without knowing the voice's text. */
  readonly wavDirectory?: string | undefined;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** One sentence by one voice. */
export interface ListenRow {
  readonly set: 'listening';
  readonly voice: string;
  readonly text: string;
  readonly meant: string;
  readonly heard: string | null;
  /** Kana heard wrong, lost and added, of so many meant. */
  readonly wrong: number;
  readonly kana: number;
  readonly firstPcmMs: number;
  readonly synthesisMs: number;
  readonly soundMs: number;
  /** Samples at full scale. */
  readonly clipped: number;
  /** The longest silence inside; null where a mark asks for one. */
  readonly silenceMs: number | null;
}

export interface VoiceFigures {
  readonly engine: string;
  readonly figures: Readonly<Record<string, number | null>>;
}

/** Quieter than this is silence, as for the voices' own trimming. */
const SILENCE = 0.003;
const FULL_SCALE = 0.9999;
/** Sentences up to so many characters are short, then middling, then long. */
const LENGTHS = { short: 15, middle: 30, long: Number.POSITIVE_INFINITY } as const;

/** Lets every voice say every sentence, measures it, and writes down what the ear heard. */
export async function listenTo(options: ListenOptions): Promise<{ rows: ListenRow[]; voices: VoiceFigures[] }> {
  const rows: ListenRow[] = [];
  const voices: VoiceFigures[] = [];
  for (const voice of options.voices) {
    options.onProgress(`${voice.name} says ${options.sentences.length} sentences …`);
    const own = await listenToOne(voice, options);
    rows.push(...own.rows);
    voices.push({ engine: voice.name, figures: figuresOf(own.rows, own.lufs, options.ear !== undefined) });
  }
  return { rows, voices };
}

/**
 * The recogniser's own floor, as an upper bound: the share of kana that were heard wrong in the voice that was heard best,
 * sentence by sentence. Null with fewer than two voices.
 */
export function floorOf(rows: readonly ListenRow[]): number | null {
  const best = new Map<string, ListenRow>();
  for (const row of rows)
    if (row.wrong < (best.get(row.text)?.wrong ?? Number.POSITIVE_INFINITY)) best.set(row.text, row);
  return new Set(rows.map(({ voice }) => voice)).size < 2 ? null : errorRate([...best.values()]);
}

export function worst(rows: readonly ListenRow[], count: number): ListenRow[] {
  return rows.toSorted((a, b) => b.wrong / b.kana - a.wrong / a.kana).slice(0, count);
}

async function listenToOne(voice: Voice, options: ListenOptions): Promise<{ rows: ListenRow[]; lufs: number }> {
  const { ear, reader, sentences, clock, signal, wavDirectory } = options;
  await voice.warm();
  // The first synthesis of a process is slower than the others.
  for await (const _ of voice.speak('準備できました。', { speed: 1, signal }));
  const rows: ListenRow[] = [];
  const sounds: Float32Array[] = [];
  for (const [index, { text, kana }] of sentences.entries()) {
    signal.throwIfAborted();
    const spoken = await timedSpeech(voice, text, clock, signal);
    sounds.push(spoken.samples);
    if (wavDirectory !== undefined) await writeWav(wavDirectory, voice, index, spoken.samples);
    const heard = ear === undefined ? null : await ear.hear(spoken.samples, voice.sampleRateHz);
    const errors = kanaErrors(kana, heard === null ? kana : reader.read(heard).kana);
    if (errors.wrong > 0) options.onProgress(`${voice.name} ${index + 1}: ${text} was heard as ${heard}`);
    const { samples, ...times } = spoken;
    rows.push({
      ...{ set: 'listening', voice: voice.name, text, meant: kana, heard, wrong: errors.wrong, kana: errors.meant },
      ...times,
      clipped: samples.reduce((count, sample) => count + (Math.abs(sample) >= FULL_SCALE ? 1 : 0), 0),
      silenceMs: /[\p{P}\p{S}\s](?=.)/u.test(text) ? null : longestSilenceMs(samples, voice.sampleRateHz),
    });
  }
  return { rows, lufs: loudnessLufs(sounds, voice.sampleRateHz) };
}

async function timedSpeech(voice: Voice, text: string, clock: () => number, signal: AbortSignal) {
  const startedAtMs = clock();
  let firstPcmMs = 0;
  const pieces: Float32Array[] = [];
  for await (const pcm of voice.speak(text, { speed: 1, signal })) {
    if (pieces.length === 0) firstPcmMs = clock() - startedAtMs;
    pieces.push(pcm.samples);
  }
  const synthesisMs = clock() - startedAtMs;
  const samples = joinSamples(pieces);
  return { samples, firstPcmMs, synthesisMs, soundMs: (samples.length / voice.sampleRateHz) * 1000 };
}

async function writeWav(directory: string, voice: Voice, index: number, samples: Float32Array): Promise<void> {
  const folder = join(directory, voice.name.replace(/[^\w-]+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const file = await createWavPlayer(join(folder, `${String(index + 1).padStart(3, '0')}.wav`), voice.sampleRateHz);
  await file.write(samples);
  await file.drain();
  await file.dispose();
}

function longestSilenceMs(samples: Float32Array, sampleRateHz: number): number {
  let longest = 0;
  let run = 0;
  for (const sample of samples) {
    run = Math.abs(sample) < SILENCE ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return Math.round((longest / sampleRateHz) * 1000);
}

function figuresOf(rows: readonly ListenRow[], lufs: number, isHeard: boolean): Record<string, number | null> {
  const ofLength = (name: keyof typeof LENGTHS) => {
    const least = name === 'short' ? 0 : name === 'middle' ? LENGTHS.short : LENGTHS.middle;
    return rows.filter(({ text }) => text.length > least && text.length <= LENGTHS[name]);
  };
  const names = ['short', 'middle', 'long'] as const;
  const each = (key: string, of: (rows: readonly ListenRow[]) => number) =>
    names.map((name) => {
      const own = ofLength(name);
      return [`${key}${name.charAt(0).toUpperCase()}${name.slice(1)}`, own.length === 0 ? null : rounded(of(own), 3)];
    });
  return {
    listenBackCer: isHeard ? rounded(errorRate(rows), 5) : null,
    listenBackWhole: isHeard
      ? rounded(rows.filter(({ wrong }) => wrong === 0).length / Math.max(1, rows.length), 3)
      : null,
    realTimeFactor: rounded(factor(rows), 3),
    ...Object.fromEntries(each('realTimeFactor', factor)),
    ...Object.fromEntries(
      each('firstPcmMs', (own) => Math.round(median(own.map(({ firstPcmMs }) => firstPcmMs)) ?? 0)),
    ),
    loudnessLufs: Number.isFinite(lufs) ? rounded(lufs, 2) : null,
    clippedSamples: rows.reduce((sum, { clipped }) => sum + clipped, 0),
    longestSilenceMs: Math.max(0, ...rows.map(({ silenceMs }) => silenceMs ?? 0)),
  };
}

function factor(rows: readonly ListenRow[]): number {
  const sum = (pick: (row: ListenRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return (
    sum(({ synthesisMs }) => synthesisMs) /
    Math.max(
      1,
      sum(({ soundMs }) => soundMs),
    )
  );
}

function errorRate(rows: readonly ListenRow[]): number {
  const kana = rows.reduce((sum, row) => sum + row.kana, 0);
  return rows.reduce((sum, row) => sum + row.wrong, 0) / Math.max(1, kana);
}
