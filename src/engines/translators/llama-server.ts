import { setTimeout as sleep } from 'node:timers/promises';
import { createTurns } from '../../kit/turns.ts';
import type { PromptName } from '../../models/types.ts';
import type { Translator } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { CHAT_LIMITS, type ChatClient, type ChatLimits, createChatClient } from './chat-client.ts';
import { createChatFailures } from './chat-failures.ts';
import { checkedAddress, checkedKey, translateByChat, warmByChat } from './chat-translation.ts';
import { type LlamaServerProgram, startLlamaServer, untilHealthy } from './llama-server-process.ts';
import { promptNameOf, promptOf, traitsOf } from './prompt-formats.ts';

export interface LlamaServerOptions {
  /** What follows `llama-server:` in the translator's name. */
  readonly modelName: string;
  /** What to start, or where one runs. */
  readonly server: LlamaServerProgram | RunningServer;
  /** How its model is asked; by its name without. */
  readonly prompt?: PromptName | undefined;
  /** BCP 47, the language asked for; Japanese without. */
  readonly to?: string | undefined;
  readonly limits?: Partial<ChatLimits> | undefined;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`, without `/v1`. */
  readonly url: string;
  /** Its `--api-key`. */
  readonly apiKey?: string | undefined;
}

/**
 * llama.cpp's own server (https://github.com/ggml-org/llama.cpp/tree/master/tools/server): started here and ended with
 * this process, or one that runs already. `warm` waits on `/health` and has what never changes evaluated
 * (`n_predict` 0); every sentence asks for the same slot, where that is kept. An abort closes the connection, which
 * stops the work there. A server of our own that died is started again, and the sentence asked anew when nothing of it
 * was given yet; one that hangs is ended. Rejects as `openai` does, with `program-missing` and `translator-load` (3).
 */
export function createLlamaServerTranslator(options: LlamaServerOptions): Translator {
  const { modelName, server, limits = {} } = options;
  const family = options.prompt ?? promptNameOf(modelName);
  const prompt = promptOf(family, options.to);
  const name = `llama-server:${modelName}`;
  const { loadMs } = { ...CHAT_LIMITS, ...limits };
  const closed = new AbortController();
  const start = 'url' in server ? () => join(server) : () => launch(server);
  /** The server has one slot for us: what waits for it is not slow. */
  const takeTurn = createTurns();
  let current: Opening | undefined;
  let device: string | undefined;

  /** The server in use; a new one when that is gone. */
  function open(): Promise<Opened> {
    if (current !== undefined && !current.gone) return current.ready;
    const opening: Opening = { gone: false, ready: start() };
    const lose = () => {
      opening.gone = true;
    };
    opening.ready.then(({ ended }) => ended.then(lose), lose);
    current = opening;
    return opening.ready;
  }

  async function launch(program: LlamaServerProgram): Promise<Opened> {
    const child = await startLlamaServer(program, { loadMs, signal: closed.signal });
    const { url, apiKey, ended } = child;
    const client = clientOf(`${url}/v1`, apiKey);
    try {
      await warmByChat({ client, prompt }, closed.signal, EVALUATE_ONLY);
    } catch (error) {
      await child.kill();
      throw error;
    }
    return { client, ended, device: child.device, close: () => child.kill() };
  }

  async function join({ url, apiKey }: RunningServer): Promise<Opened> {
    const baseUrl = checkedAddress(`${url.replace(/\/+$/, '')}/v1`);
    const key = checkedKey(apiKey, KEY_VARIABLE);
    const failures = createChatFailures({ baseUrl, model: modelName, apiKey: key, keyVariable: KEY_VARIABLE });
    const limit = AbortSignal.timeout(loadMs);
    try {
      const answers = await untilHealthy(baseUrl.replace(/\/v1$/, ''), AbortSignal.any([closed.signal, limit]));
      if (!answers) throw failures.unreachable(new Error('connection refused'));
    } catch (error) {
      throw limit.aborted ? failures.late(loadMs) : error;
    }
    const client = clientOf(baseUrl, key);
    await warmByChat({ client, prompt }, closed.signal, EVALUATE_ONLY);
    let close = async () => {};
    const ended = new Promise<void>((done) => {
      close = async () => done();
    });
    return { client, ended, device: undefined, close };
  }

  function clientOf(baseUrl: string, apiKey: string | undefined): ChatClient {
    const address = { baseUrl, apiKey, keyVariable: KEY_VARIABLE, model: modelName };
    return createChatClient({ ...address, limits, extra: SAME_SLOT });
  }

  return {
    name,
    // The server goes on where the last message is the assistant's.
    continues: true,
    ...traitsOf(family, options.to),
    get device() {
      return device;
    },
    async warm() {
      ({ device } = await open());
    },
    async *translate(sentence, options) {
      const signal = AbortSignal.any([options.signal, closed.signal]);
      const release = await takeTurn();
      try {
        for (let tries = 1; ; tries += 1) {
          const opened = await open();
          let given = false;
          try {
            for await (const piece of translateByChat({ client: opened.client, prompt }, sentence, {
              ...options,
              signal,
            })) {
              given = true;
              yield piece;
            }
            break;
          } catch (error) {
            const died = await isOver(opened.ended);
            if (died && !given && tries === 1) continue;
            // One that hangs would hang again; one of somebody else is looked for anew.
            if (error instanceof StreamTtsError && LOST.has(error.code)) await opened.close();
            throw error;
          }
        }
      } finally {
        release();
      }
      if (!options.signal.aborted) closed.signal.throwIfAborted();
    },
    async dispose() {
      closed.abort(
        new StreamTtsError({ code: 'translator-closed', stage: 'translator', message: `${name} was closed.` }),
      );
      await (await current?.ready.catch(() => undefined))?.close();
    },
  };
}

interface Opened {
  readonly client: ChatClient;
  /** Resolves when it must be opened anew. */
  readonly ended: Promise<void>;
  readonly device: string | undefined;
  close(): Promise<void>;
}

interface Opening {
  gone: boolean;
  readonly ready: Promise<Opened>;
}

/** As llama.cpp's own programs read it. */
const KEY_VARIABLE = 'LLAMA_API_KEY';
/** Tokens of an answer that is not wanted. */
const EVALUATE_ONLY = 0;
const SAME_SLOT = { cache_prompt: true, id_slot: 0 };
const LOST = new Set(['translator-slow', 'translator-unreachable', 'translator-broken']);
/** A connection breaks a moment before its process is gone. */
const DEATH_MS = 200;

async function isOver(ended: Promise<void>): Promise<boolean> {
  return await Promise.race([ended.then(() => true), sleep(DEATH_MS, false)]);
}
