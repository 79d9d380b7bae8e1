import type { Translator } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { type ChatLimits, createChatClient } from './chat-client.ts';
import { checkedAddress, checkedKey, translateByChat, warmByChat } from './chat-translation.ts';
import { promptNameOf, promptOf, traitsOf } from './prompt-formats.ts';

export interface OpenAiOptions {
  /** What `/chat/completions` follows, such as `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** The value of OPENAI_API_KEY; never part of a message. */
  readonly apiKey?: string | undefined;
  /** BCP 47, the language asked for; Japanese without. */
  readonly to?: string | undefined;
  readonly limits?: Partial<ChatLimits> | undefined;
  /** Further fields of each request, such as `{ reasoning_effort: 'none' }` for a model that thinks. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Any server of OpenAI's chat API: Ollama, vLLM, LM Studio, llama-server, a cloud. `warm` asks for one token, so that
 * a wrong address, key or model is found before the first sentence; what failed is asked anew the next time. An
 * abort closes the connection. An answer cut at its bound ends like any other: whether it may be spoken is for the
 * guard to say. Throws (exit code 2) on an address or a key that can be none; rejects with StreamTtsError
 * `translator-unreachable` and `translator-model` (3), `translator-key` (2), `translator-busy`, `translator-slow`,
 * `translator-broken`, `translator-answer` and `translator-refused` (1).
 */
export function createOpenAiTranslator({ baseUrl, model, apiKey, to, limits, extra }: OpenAiOptions): Translator {
  const address = { baseUrl: checkedAddress(baseUrl), model, apiKey: checkedKey(apiKey) };
  const client = createChatClient({ ...address, limits, extra });
  const family = promptNameOf(model);
  const ask = { client, prompt: promptOf(family, to) };
  const closed = new AbortController();
  let warming: Promise<void> | undefined;

  return {
    name: `openai:${model}`,
    ...traitsOf(family, to),
    async warm() {
      warming ??= warmByChat(ask, closed.signal).catch((error: unknown) => {
        warming = undefined;
        throw error;
      });
      await warming;
    },
    async *translate(sentence, options) {
      const signal = AbortSignal.any([options.signal, closed.signal]);
      yield* translateByChat(ask, sentence, { ...options, signal });
      if (!options.signal.aborted) closed.signal.throwIfAborted();
    },
    async dispose() {
      const error = { code: 'translator-closed', stage: 'translator', message: `openai:${model} was closed.` } as const;
      closed.abort(new StreamTtsError(error));
    },
  };
}
