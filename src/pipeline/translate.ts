import { check } from '../guard/checks.ts';
import type { Queue } from '../kit/queue.ts';
import { timed } from '../kit/timed.ts';
import type { Translator } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Sentence } from '../spec/parts.ts';
import type { Entry } from './ledger.ts';
import type { RightOfWay } from './right-of-way.ts';
import type { Road } from './road.ts';

/** What the voice is to say for a sentence. */
export interface Utterance {
  readonly entry: Entry;
  readonly text: string;
}

export interface Translation {
  readonly text: string;
  readonly kept: 'translation' | 'source';
  readonly checks: Readonly<Record<string, boolean>>;
  readonly firstClauseMs: number | null;
  readonly totalMs: number;
}

export interface TranslateCheckedOptions {
  readonly to: string;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** Time spent waiting for the translator. */
  readonly onWait?: (durationMs: number) => void;
  /** Awaited before each piece is asked for. */
  readonly before?: () => Promise<void>;
}

const ATTEMPTS = 2;
const PROTECTED = new Set(['code', 'path', 'identifier', 'version', 'flag', 'hash', 'url', 'uuid', 'env', 'email']);

/** Translates the sentences in order, one at a time, and hands them on checked. */
export async function translateAll(
  road: Road,
  way: RightOfWay,
  sentences: Queue<Entry>,
  utterances: Queue<Utterance>,
): Promise<void> {
  for await (const entry of sentences) {
    if (entry.signal.aborted) continue;
    const text = await utteranceText(road, way, entry);
    if (entry.signal.aborted) continue;
    await utterances.push({ entry, text });
    await way.handOver();
  }
  utterances.close();
}

async function utteranceText(road: Road, way: RightOfWay, entry: Entry): Promise<string> {
  const { sentence } = entry;
  const { sentenceId } = sentence;
  const { translator, to } = road;
  if (sentence.announce !== undefined || translator === undefined || sentence.language === to) {
    const text = sentence.announce === undefined ? sentence.spoken : road.announce(sentence.announce, to);
    road.emit({ type: 'translation', sentenceId, text, translator: 'none', kept: 'translation' });
    return text;
  }
  try {
    const onWait = (durationMs: number) => entry.spend('translator', durationMs);
    const { text: translation, kept } = await translateChecked(translator, sentence, {
      to,
      signal: entry.signal,
      clock: road.clock,
      onWait,
      before: way.translator,
    });
    const introduced = kept === 'translation' && sentence.intro !== undefined;
    const text = introduced ? `${road.announce(sentence.intro, to)}${translation}` : translation;
    if (!entry.signal.aborted) {
      road.emit({ type: 'translation', sentenceId, text, translator: translator.name, kept });
    }
    return kept === 'translation' ? road.aloud(text) : text;
  } catch (error) {
    if (!entry.signal.aborted) {
      if (error instanceof StreamTtsError && error.exitCode === 3) throw error;
      const message = `${translator.name} failed, so this sentence is spoken as it was written: ${messageOf(error)}`;
      road.emit({ type: 'error', code: 'translator-failed', message, stage: 'translator', sentenceId });
      road.emit({
        type: 'translation',
        sentenceId,
        text: sentence.spoken,
        translator: translator.name,
        kept: 'source',
      });
    }
    return sentence.spoken;
  }
}

/**
 * One sentence, translated and checked; what fails the checks is tried once more with another prompt, and what fails
 * again is kept in the source language.
 */
export async function translateChecked(
  translator: Translator,
  sentence: Sentence,
  { to, signal, clock, onWait = () => {}, before }: TranslateCheckedOptions,
): Promise<Translation> {
  const kept = sentence.spans
    .filter((span) => PROTECTED.has(span.kind))
    .map((span) => sentence.text.slice(span.start, span.end));
  const startedAtMs = clock();
  let firstClauseMs: number | null = null;
  let checks: Record<string, boolean> = {};
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt += 1) {
    let translation = '';
    const pieces = translator.translate(sentence, { to, context: [], attempt, signal });
    for await (const piece of timed(pieces, { clock, onWait, ...(before ? { before } : {}) })) {
      translation += piece;
      if (firstClauseMs === null && /[、。！？]/.test(translation)) firstClauseMs = clock() - startedAtMs;
    }
    translation = translation.trim().replace(/^「(.*)」$/su, '$1');
    checks = check({ source: sentence.text, translation, kept });
    if (Object.values(checks).every(Boolean)) {
      return { text: translation, kept: 'translation', checks, firstClauseMs, totalMs: clock() - startedAtMs };
    }
  }
  return { text: sentence.spoken, kept: 'source', checks, firstClauseMs, totalMs: clock() - startedAtMs };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
