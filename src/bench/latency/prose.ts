import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engines } from '../../app/engines.ts';
import { openSounds } from '../../cache/sounds.ts';
import { openTranslations } from '../../cache/translations.ts';
import { createRememberedVoice } from '../../pipeline/remembered-voice.ts';
import { median, quantile } from '../machine.ts';
import { bareMs, forgetSentence } from './bare.ts';
import { type FirstSound, type FirstSoundOptions, firstSoundOf, summary } from './first-sounds.ts';
import type { Replies, Reply } from './replies.ts';

type Measure = Omit<FirstSoundOptions, 'tokensPerSecond'> & {
  readonly onProgress: (line: string) => void;
  /** One pace, in English, and said again. */
  readonly short: boolean;
};

/** The pace of the figures; at the others a third of the replies is measured. */
const PACE = 80;
const OTHER_PACES = [40, 160] as const;
const PAIRS = 20;

/** One line of the table: many replies of one kind at one pace. */
export type ProseRow = { readonly input: string; readonly tokensPerSecond: number } & ReturnType<typeof summary>;

export interface ProseReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly rows: readonly ProseRow[];
}

/** First token to first sound over many replies: at three paces, in Japanese already, beside the bare engines, and again. */
export async function measureProse(measure: Measure, replies: Replies): Promise<ProseReport> {
  const rows: ProseRow[] = [];
  const english: FirstSound[] = [];
  const run = async (input: string, all: readonly Reply[], tokensPerSecond: number) => {
    const sounds = await many({ ...measure, tokensPerSecond }, input, all);
    if (sounds.length > 0) rows.push({ input, tokensPerSecond, ...summary(sounds) });
    return sounds;
  };
  english.push(...(await run('English', replies.english, PACE)));
  const third = replies.english.slice(0, Math.ceil(replies.english.length / 3));
  for (const pace of measure.short ? [] : OTHER_PACES) await run('English', third, pace);
  if (!measure.short) await run('Japanese already', replies.japanese, PACE);
  const cached = await again({ ...measure, tokensPerSecond: PACE }, replies.english.slice(0, PAIRS));
  return {
    figures: {
      enJaFttsP50Ms: median(english.map(({ firstSoundMs }) => firstSoundMs)),
      enJaFttsP95Ms: quantile(
        english.map(({ firstSoundMs }) => firstSoundMs),
        0.95,
      ),
      overheadMedianMs: median(english.map(({ roadMs }) => roadMs)),
      overheadP95Ms: quantile(
        english.map(({ roadMs }) => roadMs),
        0.95,
      ),
      fttsOverBare: await overBare({ ...measure, tokensPerSecond: PACE }, replies.english.slice(0, PAIRS)),
      overheadShare: median(english.map(({ roadMs, firstSoundMs }) => roadMs / firstSoundMs)),
      cachedFttsMs: median(cached.map(({ firstSoundMs, waitForTextMs }) => firstSoundMs - waitForTextMs)),
      cachedFttsP95Ms: quantile(
        cached.map(({ firstSoundMs, waitForTextMs }) => firstSoundMs - waitForTextMs),
        0.95,
      ),
    },
    rows,
  };
}

async function many(options: FirstSoundOptions & Measure, input: string, replies: readonly Reply[]) {
  const sounds: FirstSound[] = [];
  for (const [i, reply] of replies.entries()) {
    if (i % 10 === 0) {
      options.onProgress(`${input}, ${options.tokensPerSecond} tokens a second: reply ${i + 1} of ${replies.length} …`);
    }
    const sound = await firstSoundOf(options, reply);
    if (sound !== undefined) sounds.push(sound);
  }
  return sounds;
}

/** Pairs of one reply through the program and through the bare engines, which comes first by turns; their median ratio. */
async function overBare(options: FirstSoundOptions & Measure, replies: readonly Reply[]): Promise<number | null> {
  const ratios: number[] = [];
  for (const [i, reply] of replies.entries()) {
    if (i % 10 === 0) options.onProgress(`beside the bare engines: reply ${i + 1} of ${replies.length} …`);
    const { engines, settings } = options;
    const bareFirst = i % 2 === 1 ? await bareOf(reply) : undefined;
    await forgetSentence(engines, settings.to);
    const ours = await firstSoundOf(options, reply);
    if (ours === undefined) continue;
    const bare = bareFirst ?? (await bareMs(engines, reply, ours.said, settings.to));
    ratios.push((ours.firstSoundMs - ours.waitForTextMs) / bare);
  }
  return median(ratios);

  /** What it will say is known only from our own run: so one is made, unmeasured, before. */
  async function bareOf(reply: Reply): Promise<number | undefined> {
    const before = await firstSoundOf(options, reply);
    return before && (await bareMs(options.engines, reply, before.said, options.settings.to));
  }
}

/** The same replies a second time, with a memory of translations and sounds. */
async function again(options: FirstSoundOptions & Measure, replies: readonly Reply[]): Promise<FirstSound[]> {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-bench-'));
  try {
    const engines: Engines = {
      ...options.engines,
      memory: openTranslations({ file: join(directory, 'translations.jsonl') }),
      voice: createRememberedVoice(options.engines.voice, openSounds({ directory: join(directory, 'sounds') }), ''),
    };
    const remembering = { ...options, engines };
    await many({ ...remembering, heardOut: true }, 'to be said again', replies);
    return await many(remembering, 'said again', replies);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
