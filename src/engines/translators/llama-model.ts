import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChatHistoryItem, LlamaContextSequence, LlamaModel, Token, TokenBias } from 'node-llama-cpp';
import { CHINESE_WORD, SIMPLIFIED } from '../../kit/simplified.ts';
import type { WarmOptions } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import type { ChatMessage } from './chat-client.ts';
import { commonPrefix, createPromptReader, type PromptReader } from './llama-reading.ts';

export interface LlamaModelOptions {
  /** A GGUF file. */
  readonly modelPath: string;
  readonly threads: number;
  /** BCP 47, the language asked for; Japanese without. */
  readonly to?: string | undefined;
  /** Where the evaluated prefix is kept between runs (some 10 MB a model); undefined keeps nothing. */
  readonly stateDirectory?: string | undefined;
}

/** As many threads as the context was given. */
export const ALL_THREADS = 0;

const CONTEXT_TOKENS = 2048;
/**
 * On a processor. Flash attention rounds by how many threads there are and by how many tokens are evaluated together; without it a
 * sentence has one translation, in as much time. A common sentence is one batch; one of 512 costs 48 MB where it is ever filled.
 */
const ON_PROCESSOR = { flashAttention: false, batchSize: 128 };

/** A model in memory, and what it has read. */
export interface Loaded {
  readonly llama: { readonly gpu: string | false; maxThreads: number; dispose(): Promise<void> };
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
  readonly reader: PromptReader;
  /** What no answer may hold. */
  readonly never: TokenBias | undefined;
  render(messages: readonly ChatMessage[]): Token[];
}

/** What two requests share is evaluated here. Rejects with a StreamTtsError. */
export async function loadLlama(
  { modelPath, threads, stateDirectory, to = 'ja' }: LlamaModelOptions,
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
    const reader = createPromptReader({ sequence, prefix, inFours: llama.gpu === false });
    await evaluateOnce(sequence, prefix, stateDirectory && (await stateFile(stateDirectory, modelPath, prefix)));
    return { llama, model, sequence, reader, never, render };
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
