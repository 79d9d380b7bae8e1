import type { SpeakOptions, Voice } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import type { Pcm } from '../../spec/parts.ts';
import { type KokoroFiles, type KokoroModel, loadKokoro } from './kokoro/model.ts';
import { type Breath, planBreaths } from './kokoro/plan.ts';
import { SAMPLE_RATE_HZ, shape, trimSilence } from './kokoro/sound.ts';
import { castFor, type KokoroLanguage, type KokoroVoiceName, type Readers } from './kokoro/speakers.ts';

export { KOKORO_VOICES, type KokoroVoiceName, languageOf } from './kokoro/speakers.ts';

export interface KokoroOptions extends Readers {
  readonly files: KokoroFiles;
  readonly voice: KokoroVoiceName;
  /** Threads of one run of the model; 2 without. */
  readonly threads?: number;
  /** Milliseconds; the process's own without. */
  readonly clock?: () => number;
}

/**
 * Kokoro-82M in this process, by onnxruntime-node, in each language for which there is a reader: another voice of the
 * model speaks what is not the chosen voice's language. `speak` yields one piece of sound a breath (a few clauses), with
 * the pause after it; the first is short unless what was said before is still being heard. All runs of one voice go
 * one at a time. An abort ends `speak` without an error; the run in progress is finished unheard. `warm` rejects with
 * StreamTtsError, exit code 3, when the model or the runtime is missing or broken.
 */
export function createKokoroVoice(options: KokoroOptions): Voice {
  const { files, voice, threads = 2, clock = () => performance.now() } = options;
  const name = `kokoro:${voice}`;
  const cast = castFor(voice, options);
  let loading: Promise<KokoroModel> | undefined;
  let disposed = false;
  /** Sound for each token at the voice's own pace; what was spoken corrects the first guess. */
  const tokenMs: Record<KokoroLanguage, number> = { ja: 57, en: 64 };
  /** When the last sound that was given would end if it was heard at once: until then the next has time. */
  let heardAtMs = 0;
  const watched = new WeakSet<AbortSignal>();

  function load(): Promise<KokoroModel> {
    if (disposed) return Promise.reject(failed('it was closed'));
    loading ??= loadKokoro(files, cast.voices, threads).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  /** What was aborted is not heard to its end, also when all of it was given already. */
  function forgetAtAbort(signal: AbortSignal): void {
    if (watched.has(signal)) return;
    watched.add(signal);
    signal.addEventListener(
      'abort',
      () => {
        heardAtMs = 0;
      },
      { once: true },
    );
  }

  async function synthesise(model: KokoroModel, speaker: string, breath: Breath, { speed, signal }: SpeakOptions) {
    try {
      return await unlessAborted(model.synthesise(speaker, breath.tokens, speed, signal), signal);
    } catch (cause) {
      throw cause instanceof StreamTtsError
        ? cause
        : failed(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  async function* speak(text: string, options: SpeakOptions): AsyncGenerator<Pcm> {
    const { speed, signal } = options;
    if (signal.aborted) return;
    forgetAtAbort(signal);
    const model = await unlessAborted(load(), signal);
    if (model === undefined) return;
    const { voice: speaker, gain, front, language } = cast.of(options.language);
    const breaths = planBreaths(text, front, model.vocabulary, (heardAtMs - clock()) / tokenMs[language]);
    const expectedMs = (breath: Breath) => (breath.tokens.length * tokenMs[language] + breath.pauseMs) / speed;
    for (const [i, breath] of breaths.entries()) {
      const raw = await synthesise(model, speaker, breath, options);
      if (raw === undefined || signal.aborted) return;
      const sound = trimSilence(raw);
      if (sound.length === 0) continue;
      const soundMs = (sound.length / SAMPLE_RATE_HZ) * 1000;
      tokenMs[language] += 0.2 * ((soundMs * speed) / breath.tokens.length - tokenMs[language]);
      heardAtMs = Math.max(heardAtMs, clock()) + soundMs + breath.pauseMs / speed;
      const left = breaths.slice(i + 1).map(expectedMs);
      yield {
        samples: shape(sound, gain, breath.pauseMs / speed),
        sampleRateHz: SAMPLE_RATE_HZ,
        remaining: { nextMs: left[0] ?? 0, totalMs: left.reduce((sum, ms) => sum + ms, 0) },
      };
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

/** The promise's value, or undefined as soon as the signal aborts. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let onAbort = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
