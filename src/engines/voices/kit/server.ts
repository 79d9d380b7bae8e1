import { StreamTtsError } from '../../../spec/errors.ts';

/** A voice's server, as its errors name it. */
export interface Server {
  /** As in `--voice`. */
  readonly voice: string;
  readonly url: string;
  /** How to start it, or where it is set. */
  readonly fix: string;
  readonly limits?: Partial<ServerLimits>;
}

export interface ServerLimits {
  /** Until the first byte of an answer. */
  readonly firstByteMs: number;
  /** Between two pieces of it. */
  readonly pieceMs: number;
}

const LIMITS: ServerLimits = { firstByteMs: 60_000, pieceMs: 20_000 };

/** A server's address, without what it ends with. Throws (exit code 2) on what can be none. */
export function checkedUrl(voice: string, url: string): string {
  try {
    const { protocol } = new URL(url);
    if (/^https?:$/.test(protocol)) return url.replace(/\/+$/, '');
  } catch {
    // The same sentence serves both.
  }
  const message = `The voice ${voice} needs an address like http://127.0.0.1:50021, not ${url}.`;
  throw new StreamTtsError({ code: 'bad-settings', stage: 'settings', exitCode: 2, message });
}

/**
 * Asks the server. Rejects with the signal's reason when it aborts, and with StreamTtsError: `voice-unreachable` (exit
 * code 3) where nothing answers at the address, `voice-refused` with the server's own words, `voice-slow`.
 */
export async function ask(
  server: Server,
  path: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  const { firstByteMs } = { ...LIMITS, ...server.limits };
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), firstByteMs);
  try {
    const signal = AbortSignal.any([init.signal, patience.signal]);
    const response = await fetch(`${server.url}${path}`, { ...init, signal });
    if (response.ok) return response;
    throw refused(server, response.status, await response.text().catch(() => ''));
  } catch (cause) {
    init.signal.throwIfAborted();
    if (cause instanceof StreamTtsError) throw cause;
    if (patience.signal.aborted) throw slow(server, firstByteMs);
    throw unreachable(server, cause);
  } finally {
    clearTimeout(timer);
  }
}

/** The pieces of an answer's body as they come. Rejects like `ask`, and with `voice-broken-off` when the body ends early. */
export async function* bodyOf(server: Server, response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { pieceMs } = { ...LIMITS, ...server.limits };
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(slow(server, pieceMs)), pieceMs);
      });
      const { done, value } = await Promise.race([reader.read(), late]).finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw cause instanceof StreamTtsError ? cause : brokenOff(server, cause);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** The whole body. */
export async function bytesOf(server: Server, response: Response, signal: AbortSignal): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bodyOf(server, response, signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function unreachable({ voice, url, fix }: Server, cause: unknown): StreamTtsError {
  const message = `Nothing answers for the voice ${voice} at ${url}.`;
  return new StreamTtsError({
    code: 'voice-unreachable',
    stage: 'voice',
    exitCode: 3,
    message,
    fix,
    permanent: false,
    cause,
  });
}

function refused({ voice }: Server, status: number, body: string): StreamTtsError {
  const told = toldBy(body);
  const message = `The voice ${voice} was refused: its server answered ${status}${told ? ` (${told})` : ''}.`;
  return new StreamTtsError({
    code: 'voice-refused',
    stage: 'voice',
    message,
    permanent: status < 500 && status !== 429,
  });
}

function slow({ voice }: Server, limitMs: number): StreamTtsError {
  const message = `The voice ${voice} was silent for ${limitMs / 1000} s.`;
  return new StreamTtsError({ code: 'voice-slow', stage: 'voice', message, permanent: false });
}

function brokenOff({ voice }: Server, cause: unknown): StreamTtsError {
  const message = `The voice ${voice} failed: its server broke off in the middle of a sound.`;
  return new StreamTtsError({ code: 'voice-broken-off', stage: 'voice', message, permanent: false, cause });
}

/** What a server says of its own fault: FastAPI's `detail`, OpenAI's `error.message`, or its first line. */
function toldBy(body: string): string {
  try {
    const value = JSON.parse(body) as { detail?: unknown; error?: { message?: unknown } | string };
    const told = typeof value.error === 'object' ? value.error.message : (value.error ?? value.detail);
    if (told !== undefined) return (typeof told === 'string' ? told : JSON.stringify(told)).slice(0, 200);
  } catch {
    // No JSON.
  }
  return (body.trim().split('\n')[0] ?? '').slice(0, 200);
}
