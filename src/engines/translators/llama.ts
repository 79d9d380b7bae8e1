import type { LlamaModel, Token } from 'node-llama-cpp';
import { createTurns } from '../../kit/turns.ts';
import type { PromptName } from '../../models/types.ts';
import type { Translator } from '../../spec/contracts.ts';
import { ALL_THREADS, type LlamaModelOptions, type Loaded, loadLlama } from './llama-model.ts';
import { createPromptReader, type PromptReader } from './llama-reading.ts';
import { promptNameOf, promptOf, traitsOf } from './prompt-formats.ts';

export interface LlamaOptions extends LlamaModelOptions {
  /** What follows `llama:` in the translator's name. */
  readonly modelName: string;
  /**
   * Whether other programs want the cores; never without. Then one thread computes: several wait for each other by spinning,
   * and each may have lost its core (measured beside two busy loops on two cores: 2 to 66 s a sentence, 2 to 7 with one).
   */
  readonly crowded?: (() => boolean) | undefined;
  /** How the model is asked; by its name without. */
  readonly prompt?: PromptName | undefined;
}

/**
 * Any GGUF in this process by llama.cpp (node-llama-cpp's prebuilt binaries). Greedy decoding. The instruction and
 * the examples are rendered by the model's own chat template and evaluated once; between sentences only the part
 * that differs is evaluated again, and of a sentence that is still being written its beginning is already.
 */
export function createLlamaTranslator(options: LlamaOptions): Translator {
  const family = options.prompt ?? promptNameOf(options.modelName);
  const prompt = promptOf(family, options.to);
  let loading: Promise<Loaded & { readonly reader: PromptReader }> | undefined;
  let ready: Awaited<typeof loading>;
  /** One sequence, one sentence at a time: two callers would overwrite each other's state. */
  const takeTurn = createTurns();
  /** Translations that run or wait. */
  let asked = 0;
  /** The prompt of what is still being written, as far as it is known. */
  let beginning: readonly Token[] = [];
  let reading: Promise<void> | undefined;

  function load(onProgress?: (share: number) => void) {
    loading ??= loadLlama(options, [prompt('a'), prompt('Now b')], onProgress).then((loaded) => {
      ready = { ...loaded, reader: createPromptReader(loaded) };
      return ready;
    });
    return loading;
  }

  function fitThreads({ llama }: Loaded): void {
    llama.maxThreads = options.crowded?.() ? 1 : ALL_THREADS;
  }

  async function* translate(
    sentence: Parameters<Translator['translate']>[0],
    { signal, given = '', ...about }: Parameters<Translator['translate']>[1],
  ): AsyncGenerator<string> {
    asked += 1;
    try {
      const loaded = await load();
      const release = await takeTurn();
      try {
        signal.throwIfAborted();
        const tokens = [...loaded.render(prompt(sentence.text, about)), ...loaded.model.tokenize(given)];
        fitThreads(loaded);
        const rest = await loaded.reader.restOf(tokens);
        for await (const piece of decode(loaded, rest, answerLimit(loaded.model, sentence.text), signal)) {
          yield piece;
          fitThreads(loaded);
        }
      } finally {
        release();
      }
    } finally {
      asked -= 1;
    }
  }

  async function readAlong(loaded: NonNullable<typeof ready>): Promise<void> {
    for (let isMore = true; isMore && asked === 0; ) {
      const release = await takeTurn();
      try {
        fitThreads(loaded);
        isMore = asked === 0 && (await loaded.reader.readOn(beginning));
      } catch {
        // What could not be read now is read when it is asked for.
        isMore = false;
      } finally {
        release();
      }
    }
  }

  return {
    name: `llama:${options.modelName}`,
    get device() {
      return ready && (ready.llama.gpu || 'CPU');
    },
    continues: true,
    repeats: true,
    ...traitsOf(family, options.to),
    async warm({ onProgress } = {}) {
      await load(onProgress);
    },
    expect({ text }, { kept }) {
      // How a graphics card rounds by what it reads at once is not known.
      if (ready === undefined || ready.llama.gpu !== false || asked > 0) return;
      const tokens = ready.render(prompt(text, { attempt: 0, ...(kept && { kept }) }));
      beginning = tokens.slice(0, tokens.length - ready.endLength);
      reading ??= readAlong(ready).finally(() => {
        reading = undefined;
      });
    },
    translate,
    async dispose() {
      const loaded = await loading?.catch(() => undefined);
      loading = undefined;
      ready = undefined;
      beginning = [];
      await reading;
      await loaded?.model.dispose();
      await loaded?.llama.dispose();
    },
  };
}

async function* decode(
  { model, sequence, never }: Loaded,
  rest: Token[],
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const answer: Token[] = [];
  let given = '';
  for await (const token of sequence.evaluate(rest, { temperature: 0, ...(never && { tokenBias: never }) })) {
    if (signal.aborted || model.isEogToken(token)) return;
    answer.push(token);
    const text = model.detokenize(answer).trimStart();
    const end = text.indexOf('\n');
    // A character may need several tokens; its replacement mark is held back until it is whole.
    const whole = (end === -1 ? text : text.slice(0, end)).replace(/\uFFFD+$/, '');
    if (whole.length > given.length) {
      yield whole.slice(given.length);
      given = whole;
    }
    if (end !== -1 || answer.length >= limit) return;
  }
}

/** A translation that is much longer than its source is not one: the loop is cut off there. */
function answerLimit(model: LlamaModel, source: string): number {
  return 24 + Math.ceil(2.5 * model.tokenize(source).length);
}
