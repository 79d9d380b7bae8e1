import { unlessAborted } from '../../kit/unless-aborted.ts';
import type { SpeakOptions, Voice } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import type { Pcm } from '../../spec/parts.ts';
import { concat, createTrimmer } from './kit/trimmer.ts';
import { type KokoroFiles, type KokoroModel, loadKokoro } from './kokoro/model.ts';
import { type Breath, planBreaths } from './kokoro/plan.ts';
import { createSessions, type Sessions } from './kokoro/session.ts';
import { SAMPLE_RATE_HZ, samplesOf } from './kokoro/sound.ts';
import { castFor, type KokoroLanguage, type KokoroVoiceName, type Readers } from './kokoro/speakers.ts';
import { createWindows, FRAME_MS, type Windows } from './kokoro/windows.ts';

export { KOKORO_VOICES, type KokoroVoiceName, languageOf } from './kokoro/speakers.ts';

export interface KokoroOptions extends Readers {
  readonly files: KokoroFiles;
  readonly voice: KokoroVoiceName;
  /** Threads of one run of the model; 2 without. */
  readonly threads?: number;
  /** How much the first breath may hold, in tokens; one clause without, so that its sound is early. */
  readonly firstTokens?: number;
  /** Chooses the windows; by the machine's speed and what is still heard without. */
  readonly windows?: Windows;
  /** Where its graphs are loaded: voices with the same sessions share them. Its own without. */
  readonly sessions?: Sessions;
  /** Milliseconds; the process's own without. */
  readonly clock?: () => number;
}

/**
 * Kokoro-82M in this process, by onnxruntime-node, in each language for which there is a reader: another voice of the
 * model speaks what is not the chosen voice's language. `speak` yields the sound of each breath (a few clauses) in
 * windows, and the pause after it; the first are short unless there is sound left to be heard before them. All runs
 * of voices that share their sessions go one at a time. An abort ends `speak` without an error; the run in progress is finished unheard. `warm` rejects with
 * StreamTtsError, exit code 3, when the model or the runtime is missing or broken.
 */
export function createKokoroVoice(options: KokoroOptions): Voice {
  const { files, voice, threads = 2, firstTokens = 0, sessions = createSessions() } = options;
  const { clock = () => performance.now() } = options;
  const name = `kokoro:${voice}`;
  const cast = castFor(voice, options);
  let loading: Promise<KokoroModel> | undefined;
  let disposed = false;
  /** Sound for each token at the voice's own pace; what was spoken corrects the first guess. */
  const tokenMs: Record<KokoroLanguage, number> = { ja: 57, en: 64 };
  const windows = options.windows ?? createWindows();

  function load(): Promise<KokoroModel> {
    if (disposed) return Promise.reject(failed('it was closed'));
    loading ??= loadKokoro(files, cast.voices, { sessions, threads }).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  /** The result of a step, or undefined as soon as the signal aborts; what fails is this voice's failure. */
  async function step<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    try {
      return await unlessAborted(work, signal);
    } catch (cause) {
      throw cause instanceof StreamTtsError
        ? cause
        : failed(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  function remaining(left: Left, windowed: boolean): NonNullable<Pcm['remaining']> {
    const { frames, before, bufferedMs, pauseMs, later } = left;
    const hereMs = frames > 0 ? frames * FRAME_MS + pauseMs : 0;
    const totalMs = later.reduce((sum, ms) => sum + ms, hereMs);
    const next = frames > 0 ? frames * FRAME_MS : (later[0] ?? 0);
    if (!windowed) return { nextMs: next, totalMs };
    const window = windows.next(next / FRAME_MS, bufferedMs, frames > 0 ? before : 0);
    return { nextMs: window * FRAME_MS, totalMs, pace: windows.pace(Math.max(1, window)) };
  }

  async function* speak(text: string, options: SpeakOptions): AsyncGenerator<Pcm> {
    const { speed, signal, soundLeftMs = 0 } = options;
    if (signal.aborted) return;
    /** When all sound until now has been heard, if what is given is heard at once: until then the next has time. */
    let heardAtMs = clock() + soundLeftMs;
    const model = await unlessAborted(load(), signal);
    if (model === undefined) return;
    const { voice: speaker, gain, front, language } = cast.of(options.language);
    const most = Math.max(firstTokens, (heardAtMs - clock()) / tokenMs[language]);
    const breaths = planBreaths(text, front, model.vocabulary, most);
    const expectedMs = (breath: Breath) => (breath.tokens.length * tokenMs[language] + breath.pauseMs) / speed;
    for (const [i, breath] of breaths.entries()) {
      const later = breaths.slice(i + 1).map(expectedMs);
      const utterance = await step(model.begin(speaker, breath.tokens, speed), signal);
      if (utterance === undefined) return;
      const trimmer = createTrimmer(SAMPLE_RATE_HZ, model.windowed(speaker) ? gain.windowed : gain.whole);
      let soundMs = 0;
      let given = 0;
      let before = 0;
      while (utterance.left > 0) {
        const startedAtMs = clock();
        const frames = windows.next(utterance.left, heardAtMs - startedAtMs, before);
        before = frames;
        const raw = await step(utterance.next(frames), signal);
        if (raw === undefined || signal.aborted) return;
        if (model.windowed(speaker)) windows.learn(frames, clock() - startedAtMs);
        let piece = trimmer.push(raw);
        if (utterance.left === 0) piece = concat(piece, trimmer.end());
        soundMs += msOf(piece);
        if (utterance.left === 0 && soundMs > 0) {
          piece = concat(piece, new Float32Array(samplesOf(breath.pauseMs / speed)));
        }
        if (piece.length === 0) continue;
        heardAtMs = Math.max(heardAtMs, clock()) + msOf(piece);
        const says = breath.clauses.flatMap(({ text: said, token }) => {
          // The silence before the first is trimmed away.
          const begin = token === 0 ? 0 : utterance.beginOf(token);
          const at = begin === undefined ? -1 : Math.max(0, begin - (token === 0 ? 0 : trimmer.skipped)) - given;
          return at >= 0 && at < piece.length ? [{ at, text: said }] : [];
        });
        given += piece.length;
        const left = {
          frames: utterance.left,
          before,
          bufferedMs: heardAtMs - clock(),
          pauseMs: breath.pauseMs / speed,
          later,
        };
        yield {
          ...{ samples: piece, sampleRateHz: SAMPLE_RATE_HZ, says },
          remaining: remaining(left, model.windowed(speaker)),
        };
        if (signal.aborted) return;
      }
      if (soundMs > 0) tokenMs[language] += 0.2 * ((soundMs * speed) / breath.tokens.length - tokenMs[language]);
    }
  }

  return {
    name,
    languages: cast.languages,
    sampleRateHz: SAMPLE_RATE_HZ,
    async warm() {
      await load();
      // The reader loads its dictionary when it is first asked.
      cast.of(undefined).front.read('あ');
    },
    speak,
    async dispose() {
      disposed = true;
      const model = await loading?.catch(() => undefined);
      loading = undefined;
      await model?.release();
    },
  };

  function failed(reason: string, cause?: unknown): StreamTtsError {
    return new StreamTtsError({
      code: 'voice-failed',
      stage: 'voice',
      message: `The voice ${name} failed: ${reason}.`,
      permanent: false,
      cause,
    });
  }
}

/** What is still to be made of a breath, and how long each later breath may be, in milliseconds. */
interface Left {
  readonly frames: number;
  /** Of the window before. */
  readonly before: number;
  /** Sound made and not heard, in milliseconds. */
  readonly bufferedMs: number;
  readonly pauseMs: number;
  readonly later: readonly number[];
}

function msOf(samples: Float32Array): number {
  return (samples.length / SAMPLE_RATE_HZ) * 1000;
}
