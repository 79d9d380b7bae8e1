import { basename, dirname } from 'node:path';
import { createQueue, type Queue } from '../../kit/queue.ts';
import type { Translator } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { openTransformers, type TranslationPipeline } from './transformers-js.ts';

export interface NllbOptions {
  /** A directory with the model's files, named as at the hub (`onnx/…`, tokenizer.json, config.json …). */
  readonly modelDir: string;
  /** As in `--translator`; `nllb:en-TO` without. */
  readonly name?: string;
  /** BCP 47. */
  readonly to: string;
  /** Imports transformers.js, which is no dependency of this program; rejects where it is not installed. */
  readonly library: () => Promise<unknown>;
  /** What installs it. */
  readonly install: string;
}

/** The languages as NLLB names them (FLORES-200). */
const LANGUAGES: Readonly<Record<string, string>> = {
  ...{ en: 'eng_Latn', ja: 'jpn_Jpan', de: 'deu_Latn', fr: 'fra_Latn', es: 'spa_Latn', it: 'ita_Latn' },
  ...{ pt: 'por_Latn', nl: 'nld_Latn', ru: 'rus_Cyrl', ko: 'kor_Hang', zh: 'zho_Hans' },
};

/**
 * NLLB-200 by transformers.js: the project's first translator, kept to compare with. Greedy. Its pieces are what each
 * token adds; an abort stops it within one. Rejects with StreamTtsError `program-missing` (exit code 3) where
 * transformers.js is not installed, `translator-load` (3) where the model is not right.
 */
export function createNllbTranslator(options: NllbOptions): Translator {
  const { modelDir, to, library, install, name = `nllb:en-${to}` } = options;
  const target = LANGUAGES[to.split('-')[0] ?? ''];
  if (target === undefined) {
    const message = `NLLB is not set up for the language ${to}; it can be ${Object.keys(LANGUAGES).join(', ')}.`;
    throw new StreamTtsError({ code: 'bad-settings', stage: 'settings', exitCode: 2, message });
  }
  let loading: Promise<TranslationPipeline> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  function load(): Promise<TranslationPipeline> {
    loading ??= openModel().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  async function openModel(): Promise<TranslationPipeline> {
    const transformers = await openTransformers(library, install);
    try {
      return await transformers.translation(dirname(modelDir), basename(modelDir));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const message = `The translation model ${name} could not be loaded: ${why}.`;
      const fix = 'npx stream-tts models pull nllb-200-distilled-600m';
      throw new StreamTtsError({ code: 'translator-load', stage: 'translator', exitCode: 3, message, fix, cause });
    }
  }

  return {
    name,
    device: 'CPU',
    async warm() {
      await load();
    },
    async *translate({ text }, { signal }) {
      const pipeline = await load();
      if (signal.aborted) return;
      const pieces = createQueue<string>(Number.POSITIVE_INFINITY);
      // One sentence at a time: two would only share the same cores.
      const work = turn.then(() =>
        signal.aborted
          ? undefined
          : pipeline.run(text, { from: 'eng_Latn', to: target, signal, onText: growing(pieces) }),
      );
      turn = work.catch(() => {}).finally(() => pieces.close());
      for await (const piece of pieces) {
        if (signal.aborted) return;
        yield piece;
      }
      await work;
    },
    async dispose() {
      await turn;
      await (await loading?.catch(() => undefined))?.dispose();
      loading = undefined;
    },
  };
}

/** What each longer text adds. A character may need several tokens; its replacement mark is held back until it is whole. */
function growing(pieces: Queue<string>): (text: string) => void {
  let given = '';
  return (text) => {
    const whole = text.trimStart().replace(/\uFFFD+$/, '');
    if (whole.length <= given.length) return;
    void pieces.push(whole.slice(given.length));
    given = whole;
  };
}
