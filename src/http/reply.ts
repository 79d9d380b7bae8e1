import type { ServerResponse } from 'node:http';
import { StreamTtsError } from '../spec/errors.ts';

/** What every answer says of itself to a browser. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export function begin(response: ServerResponse, status: number, type: string, more: Record<string, string> = {}): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type, ...more });
}

export function json(response: ServerResponse, status: number, value: object, more?: Record<string, string>): void {
  begin(response, status, 'application/json', more);
  response.end(JSON.stringify(value));
}

/** An error as OpenAI's clients read it, with the command to type where one helps. */
export function refuse(
  response: ServerResponse,
  status: number,
  { message, code, fix }: { readonly message: string; readonly code?: string; readonly fix?: string },
  more?: Record<string, string>,
): void {
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  json(response, status, { error: { message, type, param: null, code: code ?? null, ...(fix && { fix }) } }, more);
}

/** What went wrong, in a sentence where it is known; a connection that has begun to answer is cut. */
export function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof StreamTtsError ? error : undefined;
  const status = known instanceof HttpError ? known.status : known?.exitCode === 2 ? 400 : 503;
  refuse(response, status, {
    message: known?.message ?? 'The warm process failed.',
    ...(known && { code: known.code }),
    ...(known?.fix && { fix: known.fix }),
  });
}

/** A refusal with a status of its own. */
export class HttpError extends StreamTtsError {
  readonly status: number;

  constructor(status: number, code: string, message: string, fix?: string) {
    super({ code, stage: 'settings', exitCode: 2, message, ...(fix === undefined ? {} : { fix }) });
    this.status = status;
  }
}

/** Writes, and waits while the reader is slow. False when it is gone, or took nothing for so long. */
export async function put(response: ServerResponse, chunk: string | Uint8Array, stuckMs: number): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(chunk)) return true;
  return await new Promise((resolve) => {
    const timer = setTimeout(() => done(false), stuckMs);
    const onDrain = () => done(true);
    const onClose = () => done(false);
    const done = (isTaken: boolean) => {
      clearTimeout(timer);
      response.off('drain', onDrain).off('close', onClose);
      if (!isTaken) response.destroy();
      resolve(isTaken);
    };
    response.once('drain', onDrain).once('close', onClose);
  });
}
