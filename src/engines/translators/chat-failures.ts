import { z } from 'zod';
import { type ExitCode, StreamTtsError } from '../../spec/errors.ts';

/** Where a chat client asks, and what its errors say of it. */
export interface ChatAddress {
  /** Of the API: `/chat/completions` follows. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string | undefined;
  /** The variable of the environment that holds the key. */
  readonly keyVariable?: string;
}

/** What follows `translator-` in an error's code. */
export type ChatFailure = 'unreachable' | 'broken' | 'slow' | 'answer' | 'key' | 'model' | 'busy' | 'refused';

/** An error object, as OpenAI and llama-server (`{message}`) or Ollama (text) write it. */
export const ERROR = z.union([
  z.string(),
  z.object({ message: z.string().nullish() }).transform(({ message }) => message || 'without a reason'),
]);

const ERROR_BODY = z.union([z.object({ error: ERROR }), z.object({ message: z.string() })]);

export type ChatFailures = ReturnType<typeof createChatFailures>;

/** Errors of one server, none of which holds the key or the address's query. */
export function createChatFailures({ baseUrl, model, apiKey, keyVariable = 'OPENAI_API_KEY' }: ChatAddress) {
  const url = shown(baseUrl);
  const { port } = new URL(baseUrl);
  const list = `curl ${url}/models`;

  function failure(kind: ChatFailure, message: string, more: Partial<Omit<ErrorOptions, 'message'>> = {}) {
    const clean = withoutKey(message, apiKey);
    return new StreamTtsError({ code: `translator-${kind}`, stage: 'translator', message: clean, ...more });
  }

  return {
    unreachable(cause: unknown) {
      const fix = START[port] ?? list;
      const message = `Nothing answers at ${url} (${reasonOf(cause)}).`;
      return failure('unreachable', message, { exitCode: 3, fix, permanent: false, cause });
    },
    broken(cause: unknown) {
      const message = `The connection to ${url} broke in the middle of an answer (${reasonOf(cause)}).`;
      return failure('broken', message, { permanent: false, cause });
    },
    ended() {
      return failure('broken', `${url} ended its answer in the middle.`, { permanent: false });
    },
    late(limitMs: number) {
      const message = `${url} gave no answer within ${seconds(limitMs)}.`;
      return failure('slow', message, { permanent: false });
    },
    silent(limitMs: number) {
      const message = `${url} stopped in the middle of an answer for ${seconds(limitMs)}.`;
      return failure('slow', message, { permanent: false });
    },
    /** `said` is an error object in the middle of a stream. */
    told(said: string) {
      return failure('refused', `${url} broke off: ${oneSentence(said)}`, { permanent: false });
    },
    noStream(found: string) {
      const message = `${url} answered with ${found} in place of an event stream; is it the address of the API, which often ends in /v1?`;
      return failure('answer', message, { fix: list });
    },
    onlyThoughts() {
      const message = `${model} at ${url} only thought and did not answer; choose a model that does not think, or switch its thinking off.`;
      return failure('answer', message);
    },
    status(status: number, body: string, retryAfter: string | null) {
      const said = saidIn(body);
      if (status === 401 || status === 403) return refusedKey(status);
      if (status === 404) return notFound(said);
      const words = said === '' ? '.' : `: ${oneSentence(said)}`;
      if (status === 429) {
        const wait = retryAfter === null ? '' : ` and asks to wait ${retryAfter.slice(0, 40)} s`;
        return failure('busy', `${url} has too much to do (429)${wait}${words}`, { permanent: false });
      }
      if (status >= 500)
        return failure('busy', `${url} has a trouble of its own (${status})${words}`, { permanent: false });
      return failure('refused', `${url} refused the request (${status})${words}`);
    },
  };

  function refusedKey(status: number) {
    const message =
      apiKey === undefined
        ? `${url} wants a key, and the variable ${keyVariable} is not set (${status}).`
        : `${url} refuses the key in the variable ${keyVariable} (${status}).`;
    return failure('key', message, { exitCode: 2, fix: `export ${keyVariable}=...` });
  }

  function notFound(said: string) {
    if (!/model/i.test(said)) {
      const message = `There is no chat API at ${url} (404); its address often ends in /v1.`;
      return failure('model', message, { exitCode: 3, fix: list });
    }
    const fix = port === OLLAMA_PORT ? `ollama pull ${model}` : list;
    return failure('model', `${url} has no model ${model}: ${oneSentence(said)}`, { exitCode: 3, fix });
  }
}

/** What the body of an error says, or nothing where that is not known. */
export function saidIn(body: string): string {
  try {
    const parsed = ERROR_BODY.safeParse(JSON.parse(body));
    if (!parsed.success) return '';
    return 'error' in parsed.data ? parsed.data.error : parsed.data.message;
  } catch {
    return '';
  }
}

interface ErrorOptions {
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly fix: string;
  readonly permanent: boolean;
  readonly cause: unknown;
}

const OLLAMA_PORT = '11434';

/** What starts the server that usually has the port. */
const START: Readonly<Record<string, string>> = {
  [OLLAMA_PORT]: 'ollama serve',
  1234: 'lms server start',
  8000: 'vllm serve MODEL --port 8000',
  8080: 'llama-server -m MODEL.gguf --port 8080',
  9931: 'llama-server -m MODEL.gguf --port 9931',
};

function shown(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

function seconds(limitMs: number): string {
  return `${limitMs / 1000} s`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'no such host',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'connection closed',
};

/** fetch says only that it failed; what happened is in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return REASONS[code] ?? (cause.message || code || cause.name);
}

function oneSentence(said: string): string {
  const line = said.replace(/\s+/g, ' ').trim().slice(0, 300);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function withoutKey(message: string, apiKey: string | undefined): string {
  return apiKey === undefined || apiKey === '' ? message : message.replaceAll(apiKey, '…');
}
