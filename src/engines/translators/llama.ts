import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChatHistoryItem, LlamaContext, LlamaContextSequence, LlamaModel, Token, TokenBias } from 'node-llama-cpp';
import { CHINESE_WORD, SIMPLIFIED } from '../../kit/simplified.ts';
import { createTurns } from '../../kit/turns.ts';
import type { PromptName } from '../../models/types.ts';
import type { Translator, WarmOptions } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import type { ChatMessage } from './chat-client.ts';
import { promptNameOf, promptOf, traitsOf } from './prompt-formats.ts';

export interface LlamaOptions {
  /** A GGUF file. */
  readonly modelPath: string;
  /** What follows `llama:` in the translator's name. */
  readonly modelName: string;
  readonly threads: number;
  /**
   * Whether other programs want the cores; never without. Then one thread computes: several wait for each other by spinning,
   * and each may have lost its core (measured beside two busy loops on two cores: 2 to 66 s a sentence, 2 to 7 with one).
   */
  readonly crowded?: (() => boolean) | undefined;
  /** How the model is asked; by its name without. */
  readonly prompt?: PromptName | undefined;
  /** BCP 47, the language asked for; Japanese without. */
  readonly to?: string | undefined;
  /** Where the evaluated prefix is kept between runs (some 10 MB a model); undefined keeps nothing. */
  readonly stateDirectory?: string | undefined;
}

const CONTEXT_TOKENS = 2048;
/** As many as the context was given. */
const ALL_THREADS = 0;
/**
 * On a processor. Flash attention rounds by how many threads there are and by how many tokens are evaluated together; without it the
 * same sentence has the same translation on every machine, in as much time. A common sentence is one batch, and a larger one
 * only costs memory (48 MB for 512).
 */
const ON_PROCESSOR = { flashAttention: false, batchSize: 128 };

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

  async function* translate(
    sentence: Parameters<Translator['translate']>[0],
    { signal, given = '', ...asked }: Parameters<Translator['translate']>[1],
  ): AsyncGenerator<string> {
    loading ??= load(options, [prompt('a'), prompt('Now b')]);
    const loaded = await loading;
    const release = await takeTurn();
    try {
      signal.throwIfAborted();
      const messages = prompt(sentence.text, asked);
      fitThreads(loaded);
      for await (const piece of decode(loaded, { messages, given }, answerLimit(loaded.model, sentence.text), signal)) {
        yield piece;
        fitThreads(loaded);
      }
    } finally {
      release();
    }
  }

  function fitThreads({ llama }: Loaded): void {
    llama.maxThreads = options.crowded?.() ? 1 : ALL_THREADS;
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
      loading ??= load(options, [prompt('a'), prompt('Now b')], onProgress);
      device = (await loading).llama.gpu || 'CPU';
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

interface Loaded {
  readonly llama: { readonly gpu: string | false; maxThreads: number; dispose(): Promise<void> };
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly sequence: LlamaContextSequence;
  /** What every request begins with. */
  readonly prefix: readonly Token[];
  /** What no answer may hold. */
  readonly never: TokenBias | undefined;
  render(messages: readonly ChatMessage[]): Token[];
}

/** What two requests share is evaluated here. */
async function load(
  { modelPath, threads, stateDirectory, to = 'ja' }: LlamaOptions,
  [one, other]: readonly [ChatMessage[], ChatMessage[]],
  onLoadProgress?: WarmOptions['onProgress'],
): Promise<Loaded> {
  // What llama.cpp writes belongs into our error, not onto the user's terminal.
  let said = '';
  try {
    const { getLlama, resolveChatWrapper, LlamaLogLevel, TokenBias } = await import('node-llama-cpp');
    const llama = await getLlama({
      build: 'never',
      skipDownload: true,
      logLevel: LlamaLogLevel.error,
      logger: (_level, message) => {
        said = `; ${message.trim()}`;
      },
      progressLogs: false,
      maxThreads: ALL_THREADS,
    });
    const model = await llama.loadModel({
      modelPath,
      // The processor's kernels want most weights in another order: of a mapped file both copies would stay in memory.
      useMmap: llama.gpu !== false,
      ...(onLoadProgress && { onLoadProgress }),
    });
    const context = await model.createContext({
      contextSize: CONTEXT_TOKENS,
      threads,
      ...(llama.gpu === false && ON_PROCESSOR),
    });
    const sequence = context.getSequence();
    const wrapper = resolveChatWrapper(model);
    const render = (messages: readonly ChatMessage[]): Token[] =>
      wrapper
        .generateContextState({ chatHistory: [...messages.map(historyItem), { type: 'model', response: [] }] })
        .contextText.tokenize(model.tokenizer);
    const prefix = commonPrefix(render(one), render(other));
    const never = /^ja\b/.test(to)
      ? chineseOf(model).reduce((all, token) => all.set(token, 'never'), TokenBias.for(model))
      : undefined;
    const loaded = { llama, model, context, sequence, prefix, never, render };
    await evaluateOnce(sequence, prefix, stateDirectory && (await stateFile(stateDirectory, modelPath, prefix)));
    return loaded;
  } catch (cause) {
    throw new StreamTtsError({
      code: 'translator-load',
      stage: 'translator',
      message: `The translation model ${modelPath} could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}${said}.`,
      exitCode: 3,
      fix: 'npx stream-tts models verify',
      cause,
    });
  }
}

function historyItem({ role, content }: ChatMessage): ChatHistoryItem {
  if (role === 'assistant') return { type: 'model', response: [content] };
  return { type: role, text: content };
}

/** Some 400 tokens cost seconds on two cores, so their state is read back from the last run where there is one. */
async function evaluateOnce(sequence: LlamaContextSequence, prefix: Token[], file: string | undefined): Promise<void> {
  if (file !== undefined && existsSync(file)) {
    try {
      await sequence.loadStateFromFile(file, { acceptRisk: true });
      if (sequence.compareContextTokens(prefix).firstDifferentIndex === prefix.length) return;
    } catch {
      // A damaged state costs its time once more and is written anew.
    }
    await sequence.clearHistory();
  }
  await sequence.evaluateWithoutGeneratingNewTokens(prefix);
  if (file === undefined) return;
  try {
    await mkdir(dirname(file), { recursive: true });
    const partial = `${file}.${process.pid}`;
    await sequence.saveStateToFile(partial);
    await rename(partial, file);
  } catch {
    // Only the next start is slower.
  }
}

/** The state belongs to this model file, these tokens, this version of llama.cpp and the way in which it is used here. */
async function stateFile(directory: string, modelPath: string, prefix: readonly Token[]): Promise<string> {
  const { size, mtimeMs } = await stat(modelPath);
  const { getModuleVersion } = await import('node-llama-cpp');
  const way = [CONTEXT_TOKENS, ...Object.values(ON_PROCESSOR), process.arch];
  const key = [modelPath, size, mtimeMs, ...way, await getModuleVersion(), ...prefix].join(' ');
  return join(directory, `${createHash('sha256').update(key).digest('hex').slice(0, 24)}.state`);
}

async function* decode(
  loaded: Loaded,
  { messages, given: begun }: { messages: readonly ChatMessage[]; given: string },
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { model, sequence } = loaded;
  const prompt = [...loaded.render(messages), ...model.tokenize(begun)];
  // Nothing but the prefix is used again, though the last request may have begun alike: how many tokens are evaluated
  // together decides how the sums are rounded, and a translation must not depend on the one before.
  await sequence.adaptStateToTokens(commonPrefix(prompt.slice(0, -1), loaded.prefix), false);
  const rest = prompt.slice(sequence.nextTokenIndex);
  const answer: Token[] = [];
  let given = '';
  for await (const token of sequence.evaluate(rest, {
    temperature: 0,
    ...(loaded.never && { tokenBias: loaded.never }),
  })) {
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

/** Han in UTF-8, as vocabularies of bytes write it (each byte as the letter of that number), or as it is. */
const HAN = /[\u00e4-\u00e9\u4e00-\u9fff]/;

/**
 * Tokens with characters that Japanese does not have: multilingual models fall into Chinese where it has the same word
 * (表达式 in the place of 式), and the next likely token is the Japanese one. To decode all of a vocabulary would cost
 * a third of a second of every start.
 */
function chineseOf(model: LlamaModel): Token[] {
  const words: readonly string[] = model.fileInfo.metadata.tokenizer?.ggml?.tokens ?? [];
  const all = words.flatMap((word, token) => (HAN.test(word) ? [token as Token] : []));
  return all.filter((token) => {
    const word = model.detokenize([token]);
    return SIMPLIFIED.test(word) || CHINESE_WORD.test(word);
  });
}

/** A translation that is much longer than its source is not one: the loop is cut off there. */
function answerLimit(model: LlamaModel, source: string): number {
  return 24 + Math.ceil(2.5 * model.tokenize(source).length);
}

function commonPrefix(a: readonly Token[], b: readonly Token[]): Token[] {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
