import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { HttpError } from './reply.ts';

/** A body as text. Rejects with HttpError when it is too large, or has not come in time. */
export function textOf(request: IncomingMessage, mostBytes: number, withinMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => end(new HttpError(408, 'too-slow', 'The body did not come in time.')), withinMs);
    const end = (error?: Error) => {
      clearTimeout(timer);
      request.off('data', onData);
      // What still comes is not kept, so that the refusal can be read.
      request.resume();
      if (error === undefined) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(error);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > mostBytes) end(new HttpError(413, 'too-large', 'The body is too large.'));
      else chunks.push(chunk);
    };
    request
      .on('data', onData)
      .once('end', () => end())
      .once('error', end);
  });
}

/** A body that is a JSON object. Throws HttpError on what is none. */
export function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The same sentence serves broken JSON and JSON that is no object.
  }
  throw new HttpError(400, 'usage', 'The body is not a JSON object.');
}

/** What the schema makes of it. Throws HttpError that names what is wrong first. */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = issue?.path.join('.') || 'The request';
  throw new HttpError(400, 'usage', `${name} is not right: ${issue?.message ?? 'unknown'}.`);
}
