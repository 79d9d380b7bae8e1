import type { LlamaModel, Token } from 'node-llama-cpp';
import { createTurns } from '../../kit/turns.ts';
import type { PromptName } from '../../models/types.ts';
import type { Translator } from '../../spec/contracts.ts';
import { ALL_THREADS, type LlamaModelOptions, type Loaded, loadLlama } from './llama-model.ts';
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
 * that differs is evaluated again.
 */
export function createLlamaTranslator(options: LlamaOptions): Translator {
  const family = options.prompt ?? promptNameOf(options.modelName);
  const prompt = promptOf(family, options.to);
  let loading: Promise<Loaded> | undefined;
  let device: string | undefined;
  /** One sequence, one sentence at a time: two callers would overwrite each other's state. */
  const takeTurn = createTurns();

  function load(onProgress?: (share: number) => void): Promise<Loaded> {
    loading ??= loadLlama(options, [prompt('a'), prompt('Now b')], onProgress);
    return loading;
  }

  function fitThreads({ llama }: Loaded): void {
    llama.maxThreads = options.crowded?.() ? 1 : ALL_THREADS;
  }

  async function* translate(
    sentence: Parameters<Translator['translate']>[0],
    { signal, given = '', ...about }: Parameters<Translator['translate']>[1],
  ): AsyncGenerator<string> {
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
  }

  return {
    name: `llama:${options.modelName}`,
    get device() {
      return device;
    },
    continues: true,
    repeats: true,
    ...traitsOf(family, options.to),
    async warm({ onProgress } = {}) {
      device = (await load(onProgress)).llama.gpu || 'CPU';
    },
    translate,
    async dispose() {
      const loaded = await loading?.catch(() => undefined);
      loading = undefined;
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
