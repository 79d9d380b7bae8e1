import type { Engines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { createIds, sleep, speak, spokenBy } from '../../app/speak.ts';
import { joinSamples } from '../../kit/join-samples.ts';
import { createInterpreter } from '../../pipeline/interpreter.ts';
import type { Event } from '../../spec/events.ts';
import type { Sentence } from '../../spec/parts.ts';
import { renderAnnouncement } from '../../text/announce.ts';
import { createSentencer } from '../../text/sentencer.ts';
import { sayTranslation } from '../../text/spoken.ts';
import { createSink } from '../sink.ts';

/** One text through one system; times are milliseconds since the text was there. */
export interface SystemRun {
  readonly translationMs: number;
  readonly speechMs: number;
  readonly firstSoundMs: number;
  readonly totalMs: number;
  /** What was spoken. */
  readonly translation: string;
  readonly sound: Float32Array;
  readonly sampleRateHz: number;
  readonly sentences: number;
  /** Sentences that were not spoken. */
  readonly failed: number;
}

export interface SystemInput {
  readonly settings: Settings;
  readonly engines: Engines;
  readonly text: string;
  readonly signal: AbortSignal;
}

const SILENCE = 0.001;

/** Through the road. Sound is taken as fast as it is made, so the total is the work and not the hearing. */
export async function runRoadSystem({ settings, engines, text, signal }: SystemInput): Promise<SystemRun> {
  const sink = createRecorder(engines.voice.sampleRateHz);
  const events: Event[] = [];
  await speak({
    // What is measured is all of the text.
    settings: { ...settings, detail: 'full', behind: 'keep' },
    ...{ engines, player: sink.player, signal },
    bytes: bytesOf(text),
    onEvent: (event) => events.push(event),
  });
  const totalMs = sink.sinceStartMs();
  return { ...timesOf(events), ...sink.heard(), totalMs };
}

/** What an event log tells of one text; the first sound is that of the log's own clock. */
export function timesOf(events: readonly Event[]) {
  const ends = events.filter((event) => event.type === 'sentence-end');
  const spent = (...stages: string[]) =>
    ends.reduce((sum, { budget }) => sum + stages.reduce((part, stage) => part + (budget[stage] ?? 0), 0), 0);
  return {
    translationMs: spent('translator'),
    speechMs: spent('voiceFirst', 'voiceRest'),
    firstSoundMs: events.find((event) => event.type === 'play-start')?.atMs ?? Number.NaN,
    translation: events
      .filter((event) => event.type === 'translation')
      .map((event) => event.text)
      .join(''),
    sentences: ends.length,
    failed: ends.filter(({ outcome }) => outcome === 'failed' || outcome === 'aborted').length,
  };
}

/** As the first system did it: all of it is translated, then all of it is synthesised, then it is heard. */
export async function runSerialSystem({ settings, engines, text, signal }: SystemInput): Promise<SystemRun> {
  const sink = createRecorder(engines.voice.sampleRateHz);
  const spoken = spokenBy(settings);
  const sentencer = createSentencer({ nextId: createIds('s'), messageId: '', code: settings.code, spoken });
  const interpreter = createInterpreter({ ...engines, to: settings.to, clock: () => performance.now(), sleep });
  const sentences: Sentence[] = [...sentencer.write(text), ...sentencer.end()];
  const texts: string[] = [];
  // What is waited for: a load before it is no translation.
  let translationMs = 0;
  const onWait = (durationMs: number) => {
    translationMs += durationMs;
  };
  for (const sentence of sentences) {
    if (sentence.announce !== undefined) texts.push(renderAnnouncement(sentence.announce, settings.to));
    else texts.push((await interpreter.interpret(sentence, { signal, onWait })).text);
  }
  const translatedAtMs = sink.sinceStartMs();
  const pieces: Float32Array[] = [];
  const { speed } = settings;
  for (const one of texts) {
    const soundLeftMs = pieces.reduce((sum, { length }) => sum + (length / engines.voice.sampleRateHz) * 1000, 0);
    const pcm = engines.voice.speak(sayTranslation(one, settings.to, spoken), { speed, soundLeftMs, signal });
    for await (const { samples } of pcm) pieces.push(samples);
  }
  const speechMs = sink.sinceStartMs() - translatedAtMs;
  for (const samples of pieces) await sink.player.write(samples);
  const totalMs = sink.sinceStartMs();
  return {
    ...{ translationMs, speechMs, totalMs, translation: texts.join('') },
    ...sink.heard(),
    sentences: sentences.length,
    failed: 0,
  };
}

/** A player that keeps what it gets and knows when the first of it could have been heard. */
function createRecorder(sampleRateHz: number) {
  const startedAtMs = performance.now();
  const pieces: Float32Array[] = [];
  let firstSoundMs: number | undefined;
  const sinceStartMs = () => performance.now() - startedAtMs;
  const player = createSink((samples) => {
    if (firstSoundMs === undefined && samples.some((sample) => Math.abs(sample) > SILENCE)) {
      firstSoundMs = sinceStartMs();
    }
    pieces.push(samples);
  });
  return {
    player,
    sinceStartMs,
    heard: () => ({ firstSoundMs: firstSoundMs ?? Number.NaN, sound: joinSamples(pieces), sampleRateHz }),
  };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
