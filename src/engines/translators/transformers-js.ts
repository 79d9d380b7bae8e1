import { StreamTtsError } from '../../spec/errors.ts';

/** Of transformers.js (https://huggingface.co/docs/transformers.js) what translating needs. */
export interface Transformers {
  /** Opens `<parent>/<name>`, 8 bits; never asks the network. */
  translation(parent: string, name: string): Promise<TranslationPipeline>;
}

export interface TranslationPipeline {
  /** `onText` is given all that was said so far, after each token. An abort ends it within one. */
  run(text: string, options: RunOptions): Promise<void>;
  dispose(): Promise<void>;
}

export interface RunOptions {
  /** As the model names languages. */
  readonly from: string;
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onText: (soFar: string) => void;
}

/** Imports transformers.js. Rejects with StreamTtsError `program-missing` (exit code 3) where it is not installed. */
export async function openTransformers(library: () => Promise<unknown>, install: string): Promise<Transformers> {
  let found: unknown;
  try {
    found = await library();
  } catch (cause) {
    throw missing('is not on this machine', install, cause);
  }
  if (!isTransformers(found)) throw missing('is another version here', install);
  const { env, pipeline, InterruptableStoppingCriteria } = found;
  return {
    async translation(parent, name) {
      env.allowRemoteModels = false;
      env.allowLocalModels = true;
      env.localModelPath = parent;
      const translate = await pipeline('translation', name, { dtype: 'q8', local_files_only: true });
      return {
        async run(text, { from, to, signal, onText }) {
          const stop = new InterruptableStoppingCriteria();
          const interrupt = () => stop.interrupt();
          const tokens: bigint[] = [];
          signal.addEventListener('abort', interrupt, { once: true });
          try {
            await translate(text, {
              ...{ src_lang: from, tgt_lang: to, do_sample: false, num_beams: 1 },
              // A translation that is much longer than its source is not one.
              max_new_tokens: 32 + text.length,
              stopping_criteria: stop,
              streamer: {
                put([ids = []]: bigint[][]) {
                  tokens.push(...ids);
                  onText(translate.tokenizer.decode(tokens, { skip_special_tokens: true }));
                },
                end() {},
              },
            });
          } finally {
            signal.removeEventListener('abort', interrupt);
          }
        },
        async dispose() {
          await translate.dispose();
        },
      };
    },
  };
}

interface Library {
  readonly env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string };
  readonly pipeline: (task: 'translation', model: string, options: object) => Promise<Pipeline>;
  readonly InterruptableStoppingCriteria: new () => { interrupt(): void };
}

interface Pipeline {
  (text: string, options: object): Promise<unknown>;
  readonly tokenizer: { decode(tokens: readonly bigint[], options: object): string };
  dispose(): Promise<void>;
}

function isTransformers(found: unknown): found is Library {
  return (
    typeof found === 'object' &&
    found !== null &&
    'env' in found &&
    typeof found.env === 'object' &&
    'pipeline' in found &&
    typeof found.pipeline === 'function' &&
    'InterruptableStoppingCriteria' in found &&
    typeof found.InterruptableStoppingCriteria === 'function'
  );
}

function missing(what: string, fix: string, cause?: unknown): StreamTtsError {
  const message = `The translator nllb runs on transformers.js, which ${what}.`;
  return new StreamTtsError({ code: 'program-missing', stage: 'translator', exitCode: 3, message, fix, cause });
}
