import { setTimeout as sleep } from 'node:timers/promises';
import { createAnswer, linesOf } from './chat-answer.ts';
import { type ChatAddress, createChatFailures } from './chat-failures.ts';

/** In milliseconds. What a server sends only to keep a connection open does not count as an answer. */
export interface ChatLimits {
  /** Until the first answer to a sentence begins. */
  readonly firstMs: number;
  /** Until the first answer at all begins: the server may load its model for it. */
  readonly loadMs: number;
  /** Between two pieces of an answer. */
  readonly silenceMs: number;
  /** The longest `Retry-After` that is waited for; a longer one is a failure. */
  readonly retryMs: number;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  /** True for the first of all, which `loadMs` bounds. */
  readonly first?: boolean;
}

export interface ChatClient {
  /**
   * The answer's text in the pieces in which it comes. To abort, or to stop reading, closes the connection. Rejects
   * with a StreamTtsError, or with the signal's reason.
   */
  ask(request: ChatRequest): AsyncGenerator<string>;
}

export interface ChatClientOptions extends ChatAddress {
  readonly limits?: Partial<ChatLimits> | undefined;
  /** Further fields of the request. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

export const CHAT_LIMITS: ChatLimits = { firstMs: 20_000, loadMs: 120_000, silenceMs: 15_000, retryMs: 2_000 };

/** A client of `POST {baseUrl}/chat/completions`, streamed, greedy (https://platform.openai.com/docs/api-reference/chat). */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { baseUrl, model, apiKey, extra = {} } = options;
  const limits = { ...CHAT_LIMITS, ...options.limits };
  const failures = createChatFailures(options);
  const { origin, pathname, search } = new URL(baseUrl);
  const url = `${origin}${pathname.replace(/\/+$/, '')}/chat/completions${search}`;
  /** Fields that this server was seen to refuse. */
  const refused = new Set<string>();

  function bodyOf({ messages, maxTokens }: ChatRequest): string {
    const optional = { temperature: 0, stop: ['\n'], max_tokens: maxTokens, ...extra };
    const fields = Object.entries(optional).filter(([field]) => !refused.has(field));
    // The newer name of the bound, where only that is known.
    if (refused.has('max_tokens')) fields.push(['max_completion_tokens', maxTokens]);
    return JSON.stringify({ model, messages, stream: true, ...Object.fromEntries(fields) });
  }

  async function post(request: ChatRequest, signal: AbortSignal): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      const response = await send(bodyOf(request), signal);
      if (response.status === 200) return response;
      const body = await beginningOf(response);
      if (response.status === 400 && learn(body)) continue;
      const retryAfter = response.headers.get('retry-after');
      const waitMs = Number(retryAfter ?? Number.NaN) * 1000;
      const isBusy = response.status === 429 || response.status === 503;
      if (!isBusy || tries > 1 || !(waitMs <= limits.retryMs)) throw failures.status(response.status, body, retryAfter);
      await sleep(waitMs, undefined, { signal });
    }
  }

  async function send(body: string, signal: AbortSignal): Promise<Response> {
    const headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    };
    const init: RequestInit = { method: 'POST', headers, body, signal, redirect: 'manual' };
    try {
      return await fetch(url, init);
    } catch (error) {
      signal.throwIfAborted();
      // A kept connection may be closed by the server just as it is used again.
      if (!isReset(error)) throw failures.unreachable(error);
    }
    try {
      return await fetch(url, init);
    } catch (error) {
      signal.throwIfAborted();
      throw failures.unreachable(error);
    }
  }

  /** True when the server's complaint is about an optional field, which is left out from now on. */
  function learn(body: string): boolean {
    const field = ['temperature', 'stop', 'max_tokens', ...Object.keys(extra)].find(
      (name) => !refused.has(name) && new RegExp(`\\b${name}\\b`).test(body),
    );
    if (field !== undefined) refused.add(field);
    return field !== undefined;
  }

  async function* ask(request: ChatRequest): AsyncGenerator<string> {
    const { signal, first = false } = request;
    const connection = new AbortController();
    const abort = () => connection.abort(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener('abort', abort, { once: true });
    let timer: NodeJS.Timeout | undefined;
    const wait = (limitMs: number, error: (limitMs: number) => Error) => {
      clearTimeout(timer);
      timer = setTimeout(() => connection.abort(error(limitMs)), limitMs);
    };
    const answer = createAnswer(failures);
    try {
      wait(first ? limits.loadMs : limits.firstMs, failures.late);
      const response = await post(request, connection.signal);
      for await (const line of linesOf(response, failures)) {
        const before = answer.count;
        const piece = answer.take(line);
        if (answer.count > before && !answer.done) wait(limits.silenceMs, failures.silent);
        if (piece !== '') {
          // The time that the consumer takes is not the server's.
          clearTimeout(timer);
          yield piece;
          wait(limits.silenceMs, failures.silent);
        }
        // The connection is read to its end, so that it can be used again.
        if (answer.done) wait(CLOSE_MS, failures.silent);
      }
      answer.end(first);
    } catch (error) {
      signal.throwIfAborted();
      if (answer.done) return answer.end(first);
      // However the network words it, the reason is the abort's.
      connection.signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      connection.abort();
    }
  }

  return { ask };
}

/** How long a server may take to close an answer that is whole, in milliseconds. */
const CLOSE_MS = 500;

const MOST_OF_AN_ERROR = 16_384;

/** The beginning of an error's body; nothing where it breaks. */
async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= MOST_OF_AN_ERROR) break;
    }
  } catch {
    // The status says enough.
  }
  return text;
}

function isReset(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}
