import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createWavPlayer } from '../engines/players/wav.ts';
import { joinSamples } from '../kit/join-samples.ts';
import type { Voice } from '../spec/contracts.ts';
import type { Ear } from './listening/ear.ts';
import { median, rounded } from './machine.ts';
import { kanaErrors } from './reading/kana.ts';
import { shiftedDistance } from './spectral.ts';

/** Makes all that is left at once. */
export const ONE_WINDOW = { next: (left: number) => left, learn: () => {}, pace: () => 1 };

export interface SynthesisOptions {
  /** The reference first: the untouched graph. Then the same in windows, in one window, and as it is really used. */
  readonly variants: {
    readonly whole: Voice;
    readonly streaming: Voice;
    readonly oneWindow: Voice;
    readonly used: Voice;
  };
  readonly reader: { read(text: string): { readonly kana: string } };
  readonly ear: Ear | undefined;
  readonly runs: number;
  readonly limit: number;
  /** WAV files for blind listening are written here. */
  readonly directory: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** Sentences of about 5 s. */
const SENTENCES = [
  'テストがすべて通るようになったので、変更を保存して次の作業に進みます。',
  'サーバーに接続できない原因は、設定ファイルの古いアドレスにありました。',
  'この関数は文字列を受け取り、空白を取り除いてから数に変えて返します。',
  '新しいライブラリを入れる前に、今の依存関係をもう一度確認してください。',
  'メモリの使用量が増え続けるのは、接続を閉じていないからだと考えられます。',
  '今日は天気がいいので、駅まで歩いてから電車で図書館に行くことにしました。',
  'エラーが出たときは、まずログの最後の十行を読んで原因を探してください。',
  'データベースの表を二つに分けたので、検索が前よりずっと速くなりました。',
] as const;

interface Made {
  readonly samples: Float32Array;
  readonly firstPcmMs: number;
  readonly workMs: number;
  readonly cpuMs: number;
}

/**
 * How quickly the sound of a sentence is made, and what each way of making it costs its quality: the untouched float
 * graph beside the one in windows, alternated in one process. Distances are to the untouched graph's sound.
 */
export async function benchSynthesis(options: SynthesisOptions) {
  const { variants, runs, signal, onProgress } = options;
  const all = Object.entries(variants) as Array<[keyof typeof variants, Voice]>;
  for (const [, voice] of all) {
    await voice.warm();
    await make(voice, '準備できました。', signal);
  }
  const rows: Array<Record<string, number | string | null>> = [];
  let joinError = 0;
  for (const [i, sentence] of SENTENCES.slice(0, options.limit).entries()) {
    onProgress(`sentence ${i + 1} of ${Math.min(options.limit, SENTENCES.length)} …`);
    const takes = new Map<string, Made[]>();
    for (let run = 0; run < runs; run++) {
      for (const [name, voice] of all) {
        takes.set(name, [...(takes.get(name) ?? []), await make(voice, sentence, signal)]);
      }
    }
    const sound = (name: keyof typeof variants) => takes.get(name)?.[0]?.samples ?? new Float32Array();
    joinError = Math.max(joinError, largestDifference(sound('streaming'), sound('oneWindow')));
    const wholeMs = median((takes.get('whole') ?? []).map(({ workMs }) => workMs)) ?? Number.NaN;
    for (const [variant, voice] of all) {
      const made = takes.get(variant) ?? [];
      const of = (pick: (one: Made) => number) => median(made.map(pick)) ?? Number.NaN;
      const samples = sound(variant);
      const soundMs = (samples.length / voice.sampleRateHz) * 1000;
      const heard = await options.ear?.hear(samples, voice.sampleRateHz);
      const { read } = options.reader;
      rows.push({
        sentence: i + 1,
        variant,
        soundMs: rounded(soundMs, 3),
        firstPcmMs: rounded(
          of(({ firstPcmMs }) => firstPcmMs),
          3,
        ),
        workMs: rounded(
          of(({ workMs }) => workMs),
          3,
        ),
        realTimeFactor: rounded(of(({ workMs }) => workMs) / soundMs, 3),
        cpuFactor: rounded(of(({ cpuMs }) => cpuMs) / soundMs, 3),
        firstPcmOverWhole: rounded(of(({ firstPcmMs }) => firstPcmMs) / wholeMs, 3),
        spectralDistance: variant === 'used' ? null : rounded(shiftedDistance(sound('whole'), samples, 400), 3),
        cer: heard === undefined ? null : rounded(share(kanaErrors(read(sentence).kana, read(heard).kana)), 3),
        heard: heard ?? null,
      });
      if (options.directory !== undefined) await write(options.directory, `${i + 1}-${variant}.wav`, samples, voice);
    }
  }
  return { figures: { ...figuresOf(rows), joinError: Number(joinError.toExponential(1)) }, notes: NOTES, rows };
}

const NOTES = {
  realTimeFactor:
    'work divided by sound, whole sentences as they are really spoken: a short first breath, growing windows',
  firstPcmOverWhole:
    "first PCM divided by the untouched graph's work for the same sentence in one breath, both in one breath",
  firstPcmUsedOverWhole: 'the same as it is really spoken: the first breath is one clause',
  spectralDistance: "log-spectral distance to the untouched graph's sound",
  joinError: 'largest difference of a sample between windows and one window; full scale is 1',
  cer: 'kana that whisper-base heard wrong, of those meant',
};

async function make(voice: Voice, text: string, signal: AbortSignal): Promise<Made> {
  const pieces: Float32Array[] = [];
  const startedAtMs = performance.now();
  const cpu = process.cpuUsage();
  let firstPcmMs = Number.NaN;
  for await (const { samples } of voice.speak(text, { speed: 1, signal })) {
    if (pieces.length === 0) firstPcmMs = performance.now() - startedAtMs;
    pieces.push(samples);
  }
  const workMs = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(cpu);
  return { samples: joinSamples(pieces), firstPcmMs, workMs, cpuMs: (user + system) / 1000 };
}

function figuresOf(rows: ReadonlyArray<Record<string, number | string | null>>): Record<string, number | null> {
  const of = (variant: string, key: string) => {
    const values = rows.filter((row) => row.variant === variant).map((row) => row[key]);
    const numbers = values.filter((value) => typeof value === 'number');
    const middle = key === 'cer' ? numbers.reduce((sum, x) => sum + x, 0) / numbers.length : median(numbers);
    return numbers.length === 0 || middle === null ? null : rounded(middle, 3);
  };
  return {
    realTimeFactor: of('used', 'realTimeFactor'),
    realTimeFactorOneBreath: of('streaming', 'realTimeFactor'),
    realTimeFactorWhole: of('whole', 'realTimeFactor'),
    cpuFactor: of('used', 'cpuFactor'),
    cpuFactorWhole: of('whole', 'cpuFactor'),
    firstPcmMs: of('streaming', 'firstPcmMs'),
    firstPcmUsedMs: of('used', 'firstPcmMs'),
    wholeMs: of('whole', 'workMs'),
    firstPcmOverWhole: of('streaming', 'firstPcmOverWhole'),
    firstPcmUsedOverWhole: of('used', 'firstPcmOverWhole'),
    spectralDistance: of('streaming', 'spectralDistance'),
    cer: of('used', 'cer'),
    cerOneBreath: of('streaming', 'cer'),
    cerWhole: of('whole', 'cer'),
  };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 1;
  return a.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (b[i] ?? 0))), 0);
}

async function write(directory: string, name: string, samples: Float32Array, voice: Voice): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const file = await createWavPlayer(join(directory, name), voice.sampleRateHz);
  await file.write(samples);
  await file.dispose();
}

function share({ wrong, meant }: { wrong: number; meant: number }): number {
  return wrong / Math.max(1, meant);
}
