import type { SpeakOptions, Voice } from '../../../spec/contracts.ts';
import { StreamTtsError } from '../../../spec/errors.ts';
import type { Pcm } from '../../../spec/parts.ts';
import type { Leveller } from './leveller.ts';
import { PAUSE_MS } from './pauses.ts';
import { concat, createTrimmer } from './trimmer.ts';

/** A part of a clause's sound as the engine gave it, silence and all. */
export interface RawSound {
  readonly samples: Float32Array;
  /** True with the last part of its clause. */
  readonly last: boolean;
}

/** What an engine does that speaks one clause after the other. */
export interface ClauseEngine {
  readonly name: string;
  readonly languages: readonly string[];
  readonly sampleRateHz: number;
  /** Brings it to the loudness of the other voices: -20 LUFS (BS.1770, eight sentences of about 3 s each). */
  readonly gain: number | Leveller;
  /** Idempotent. */
  warm(): Promise<void>;
  /** The text as it is to be said, cut; nothing unspeakable. */
  plan(text: string, language: string | undefined): readonly string[];
  /** The clauses' sound in order. It may reject when the signal aborts. */
  sound(clauses: readonly string[], options: SpeakOptions): AsyncIterable<RawSound>;
  close?(): Promise<void>;
}

/** A character's sound, before any was heard. */
const FIRST_GUESS_MS = 130;

/** A voice over an engine of clauses: pauses between them, no silence at the ends, one kind of error, quiet aborts. */
export function createClauseVoice(engine: ClauseEngine): Voice {
  const { name, languages, sampleRateHz } = engine;
  const leveller = typeof engine.gain === 'number' ? undefined : engine.gain;
  const gainNow = () => (typeof engine.gain === 'number' ? engine.gain : engine.gain.gain());
  let disposed = false;
  let characterMs = FIRST_GUESS_MS;
  const samplesOf = (durationMs: number) => Math.round((durationMs / 1000) * sampleRateHz);

  async function* speak(text: string, options: SpeakOptions): AsyncGenerator<Pcm> {
    const { signal, speed } = options;
    if (disposed) throw failed(name, 'it was closed');
    if (signal.aborted) return;
    const clauses = engine.plan(text, options.language).filter((clause) => /[\p{L}\p{N}]/u.test(clause));
    if (clauses.length === 0) return;
    let index = 0;
    const gain = gainNow();
    let trimmer = createTrimmer(sampleRateHz, gain);
    let clauseMs = 0;
    /** The clause of the last piece. */
    let hadSound = -1;
    /** Sound waits for the end of its clause only where the engine gives it whole. */
    let whole = true;
    try {
      for await (const { samples, last } of engine.sound(clauses, options)) {
        if (signal.aborted) return;
        leveller?.hear(samples, sampleRateHz);
        const clause = clauses[index] ?? '';
        const spoken = index;
        const isFirst = hadSound !== spoken;
        let piece = trimmer.push(samples);
        if (last) {
          piece = concat(piece, trimmer.end());
          clauseMs += (piece.length / sampleRateHz) * 1000;
          characterMs += 0.2 * ((clauseMs * speed) / clause.length - characterMs);
          clauseMs = 0;
          index += 1;
          if (index < clauses.length) piece = concat(piece, new Float32Array(samplesOf(pauseAfter(clause) / speed)));
          trimmer = createTrimmer(sampleRateHz, gain);
        } else {
          whole = false;
          clauseMs += (piece.length / sampleRateHz) * 1000;
        }
        if (piece.length === 0) continue;
        const says = isFirst ? [{ at: 0, text: clause }] : [];
        hadSound = spoken;
        const left = clauses.slice(index).map((next) => (next.length * characterMs) / speed);
        const remaining = { nextMs: left[0] ?? 0, totalMs: left.reduce((sum, ms) => sum + ms, 0) };
        yield { samples: piece, sampleRateHz, says, ...(whole || (last && left.length === 0) ? { remaining } : {}) };
        if (signal.aborted) return;
      }
    } catch (cause) {
      if (signal.aborted) return;
      throw cause instanceof StreamTtsError ? cause : failed(name, messageOf(cause), cause);
    }
  }

  return {
    name,
    languages,
    sampleRateHz,
    async warm() {
      if (disposed) throw failed(name, 'it was closed');
      await engine.warm();
      // A reader loads its dictionary when it is first asked.
      engine.plan('あ', undefined);
    },
    speak,
    async dispose() {
      if (disposed) return;
      disposed = true;
      await engine.close?.();
    },
  };
}

export function failed(name: string, reason: string, cause?: unknown): StreamTtsError {
  const message = `The voice ${name} failed: ${reason.replace(/\.$/, '')}.`;
  return new StreamTtsError({ code: 'voice-failed', stage: 'voice', message, permanent: false, cause });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function pauseAfter(clause: string): number {
  if (/[.。．！？!?…\n]["」』）〕】”)]*\s*$/u.test(clause)) return PAUSE_MS.sentence;
  return /[\p{P}\p{S}]\s*$/u.test(clause) ? PAUSE_MS.mark : PAUSE_MS.none;
}
