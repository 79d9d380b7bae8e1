import { unlessAborted } from '../../kit/unless-aborted.ts';
import type { Translator } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import type { FirefoxFiles } from './firefox-messages.ts';
import {
  FirefoxFailure,
  type FirefoxSession,
  openFirefoxSession,
  type StartFirefoxThread,
  startFirefoxThread,
} from './firefox-session.ts';

export interface FirefoxOptions {
  readonly files: FirefoxFiles;
  /** BCP 47, as in the model's name. */
  readonly from: string;
  readonly to: string;
  /** Other than the real one in tests. */
  readonly startThread?: StartFirefoxThread;
}

/**
 * One of Mozilla's translation models on Bergamot (wasm) in a worker thread: tens of milliseconds a sentence, given in
 * one piece. Sentences are translated one at a time, without their context. An abort ends `translate` without an error
 * and its answer is dropped; a sentence that had not begun is never translated. Rejects with StreamTtsError:
 * `translator-load` with exit code 3 when a file is missing or damaged, with 1 when Bergamot does not start;
 * `translator-died` when the thread ends, which is started again for the next sentence.
 */
export function createFirefoxTranslator(options: FirefoxOptions): Translator {
  const { files, from, to, startThread = startFirefoxThread } = options;
  const name = `firefox:${from}-${to}`;
  let opening: Promise<FirefoxSession> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let disposed = false;

  async function session(): Promise<FirefoxSession> {
    if (disposed) throw new FirefoxFailure('run', 'it was closed');
    const current = await opening?.catch(() => undefined);
    if (current?.alive) return current;
    opening = openFirefoxSession(files, startThread);
    return await opening;
  }

  /** One at a time, so that a sentence that is taken back while it waits costs nothing. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result.catch((cause: unknown) => {
      throw explained(cause, name, `firefox-${from}-${to}`);
    });
  }

  return {
    name,
    device: 'CPU',
    async warm() {
      await inTurn(session);
    },
    async *translate({ text }, { signal }) {
      const source = text.replace(/\s+/g, ' ').trim();
      if (source === '') return;
      const answer = inTurn(async () => (signal.aborted ? undefined : await (await session()).translate(source)));
      const translation = await unlessAborted(answer, signal);
      if (translation) yield joined(translation);
    },
    async dispose() {
      disposed = true;
      const current = await opening?.catch(() => undefined);
      await current?.close();
    },
  };
}

/** The files of an installed model (absolute paths by name, as Mozilla names them) by what they are. */
export function firefoxFilesOf(files: Readonly<Record<string, string>>): FirefoxFiles {
  const find = (...kinds: readonly string[]) => {
    const found = Object.keys(files).find((file) => kinds.some((kind) => file.startsWith(`${kind}.`)));
    const path = found === undefined ? undefined : files[found];
    if (path === undefined) throw new Error(`no file ${kinds[0]}.* among ${Object.keys(files).join(', ')}`);
    return path;
  };
  return {
    model: find('model'),
    lex: find('lex'),
    sourceVocabulary: find('srcvocab', 'vocab'),
    targetVocabulary: find('trgvocab', 'vocab'),
  };
}

/** Bergamot cuts a text into sentences and joins them with the source's blanks, which Japanese does not have. */
function joined(translation: string): string {
  return translation.replace(/([。！？])\s+/g, '$1').trim();
}

function explained(cause: unknown, name: string, modelId: string): unknown {
  if (!(cause instanceof FirefoxFailure)) return cause;
  const { code, message } = cause;
  const common = { stage: 'translator', cause } as const;
  if (code === 'model')
    return new StreamTtsError({
      ...common,
      code: 'translator-load',
      message: `The translation model ${modelId} could not be loaded: ${message}.`,
      exitCode: 3,
      fix: `npx stream-tts models pull ${modelId}`,
    });
  if (code === 'engine')
    return new StreamTtsError({
      ...common,
      code: 'translator-load',
      message: `Bergamot, which ${name} needs, does not start: ${message}.`,
      fix: 'npm install @browsermt/bergamot-translator',
    });
  return new StreamTtsError({
    ...common,
    code: 'translator-died',
    message: `The translator ${name} stopped: ${message}.`,
    permanent: false,
  });
}
