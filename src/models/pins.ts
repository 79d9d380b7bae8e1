import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Fetch, hubHeaders } from './fetch-http.ts';
import { SourceError } from './source-error.ts';
import type { ModelEntry, ModelFile } from './types.ts';

/** What a file was when it was first fetched here: from then on it may be nothing else. */
export interface Pin {
  readonly bytes: number;
  readonly sha256: string;
}

const PINS = z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }));

/** The entry with the sha256 that this machine knows of files for which the catalogue has none. */
export function withPins(root: string, model: ModelEntry): ModelEntry {
  if (model.files.every(isKnown)) return model;
  const pins = readPins(root);
  const files = model.files.map((file) => (isKnown(file) ? file : { ...file, ...pins[keyOf(model, file)] }));
  return { ...model, files };
}

export function isKnown({ sha256 }: Pick<ModelFile, 'sha256'>): boolean {
  return sha256 !== '';
}

export function writePin(root: string, model: ModelEntry, file: ModelFile, pin: Pin): void {
  mkdirSync(dirname(pinsFile(root)), { recursive: true });
  writeFileSync(pinsFile(root), `${JSON.stringify({ ...readPins(root), [keyOf(model, file)]: pin }, null, 2)}\n`);
}

/**
 * What the hub says of a file: the sha256 of a large one stands in its first answer (X-Linked-Etag); a small one is
 * fetched and hashed. Rejects with SourceError.
 */
export async function reportedBy(url: string, fetch: Fetch, signal: AbortSignal | undefined): Promise<Pin> {
  const { host } = new URL(url);
  const ask = async (method: 'HEAD' | 'GET', redirect: 'manual' | 'follow') => {
    try {
      return await fetch(url, { method, redirect, headers: hubHeaders(), ...(signal ? { signal } : {}) });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new SourceError('unreachable', `${host} cannot be reached`, cause);
    }
  };
  const head = await ask('HEAD', 'manual');
  await head.body?.cancel();
  if (head.status >= 400)
    throw new SourceError('refused', `${host} answers ${head.status} for ${new URL(url).pathname}`);
  const sha256 = head.headers.get('x-linked-etag')?.replaceAll('"', '') ?? '';
  const bytes = Number(head.headers.get('x-linked-size') ?? Number.NaN);
  if (/^[0-9a-f]{64}$/.test(sha256) && bytes > 0) return { bytes, sha256 };
  const whole = await ask('GET', 'follow');
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of whole.body ?? []) {
    size += chunk.length;
    if (size > MOST_WITHOUT_REPORT)
      throw new SourceError('refused', `${host} does not say the sha256 of ${new URL(url).pathname}`);
    hash.update(chunk);
  }
  return { bytes: size, sha256: hash.digest('hex') };
}

/** Of a larger file the hub itself must say what it is, in bytes. */
const MOST_WITHOUT_REPORT = 64_000_000;

function readPins(root: string): Readonly<Record<string, Pin>> {
  try {
    return PINS.parse(JSON.parse(readFileSync(pinsFile(root), 'utf8')));
  } catch {
    return {};
  }
}

function pinsFile(root: string): string {
  return join(root, 'models', 'pins.json');
}

function keyOf(model: ModelEntry, file: ModelFile): string {
  return `${model.id}/${file.name}`;
}
