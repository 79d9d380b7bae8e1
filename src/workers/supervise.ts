import { unlessAborted } from '../kit/unless-aborted.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Frame } from '../wire/frames.ts';
import { type Launched, launchWorker, type WorkerProgram } from './launch.ts';
import { type Link, openLink } from './link.ts';
import { type Ready, type Role, WorkerGone } from './protocol.ts';

/** What happens to a worker, for whoever watches. */
export type WorkerEvent =
  | { readonly type: 'started'; readonly pid: number | undefined }
  /** It has understood what it is to be; not loaded yet. */
  | ({ readonly type: 'opened' } & Ready)
  /** 0 to 1, while it loads. */
  | { readonly type: 'loading'; readonly share: number }
  | { readonly type: 'ready' }
  /** `again`: what it was doing is done once more on a new one. */
  | { readonly type: 'gone'; readonly reason: string; readonly again: boolean };

export interface Time {
  readonly clock: () => number;
  /** Rejects when the signal aborts; keeps the process alive only with `ref`. */
  readonly sleep: (durationMs: number, options: { signal: AbortSignal; ref: boolean }) => Promise<unknown>;
}

export interface SupervisorOptions extends Time {
  /** Of the engine, as in `--voice` and `--translator`. */
  readonly name: string;
  readonly role: Role;
  readonly program: WorkerProgram;
  /** What the worker is to be, in its own words. */
  readonly engine: Readonly<Record<string, unknown>>;
  /** Resident memory over which it is ended, in MB. */
  readonly memoryLimitMB?: number | undefined;
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
  readonly launch?: (program: WorkerProgram) => Launched;
}

/** A worker that is there whenever it is needed. */
export interface Supervisor {
  /** Loads the engine; idempotent. What computes there, where the worker says it. */
  load(): Promise<{ readonly device: string | undefined }>;
  /**
   * What `attempt` gives on the worker; where that one dies, `attempt` is made once more on a new one, and may leave out
   * what it has given. Throws what the engine throws, or StreamTtsError `worker-died`.
   */
  run<T>(attempt: (link: Link) => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T>;
  dispose(): Promise<void>;
}

/** A sentence is begun so often: on the worker that died, and on the next. */
const ATTEMPTS = 2;
/** The first restart comes at once, as a sentence waits for it; then twice as late after each death without an answer between. */
const FIRST_REST_MS = 200;
const LONGEST_REST_MS = 30_000;
/** How long a worker may need to understand what it is to be; to load has no limit but the heartbeat. */
const START_LIMIT_MS = 60_000;
/** A worker hangs that is silent for so many of its beats. */
const BEATS_MISSED = 10;
const GRACE_MS = 2000;

/** Starts a worker when it is first needed, watches it, and starts another where it dies. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { name, role, clock, sleep, launch = launchWorker, onEvent = () => {} } = options;
  let current: Link | undefined;
  let starting: Promise<Link> | undefined;
  let loaded: Link | undefined;
  let launched: Launched | undefined;
  let deaths = 0;
  let restsUntilMs = 0;
  const disposed = new AbortController();

  function closed(): StreamTtsError {
    return new StreamTtsError({ code: `${role}-failed`, stage: role, message: `The ${role} ${name} was closed.` });
  }

  async function worker(): Promise<Link> {
    if (disposed.signal.aborted) throw closed();
    if (current?.alive) return current;
    starting ??= start().finally(() => {
      starting = undefined;
    });
    return await starting;
  }

  async function start(): Promise<Link> {
    const restMs = restsUntilMs - clock();
    if (restMs > 0) await sleep(restMs, { signal: disposed.signal, ref: true }).catch(() => {});
    if (disposed.signal.aborted) throw closed();
    launched = launch(options.program);
    onEvent({ type: 'started', pid: launched.pid });
    const link = openLink(launched, { role, engine: options.engine, onMemory: checkMemory });
    link.ended.then(() => {
      deaths += 1;
      restsUntilMs = deaths < 2 ? 0 : clock() + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (deaths - 2));
    });
    void watch(link);
    try {
      onEvent({ type: 'opened', ...(await link.ready) });
    } catch (error) {
      link.condemn('it cannot be what it is to be');
      throw error;
    }
    current = link;
    return link;
  }

  function checkMemory(memoryMB: number, link: Link): void {
    const { memoryLimitMB } = options;
    if (memoryLimitMB === undefined || memoryMB <= memoryLimitMB) return;
    link.condemn(`it used ${Math.round(memoryMB)} MB, more than the ${memoryLimitMB} MB that it may`);
  }

  /** Looks often, so that a pause of this process is not taken for one of the worker. */
  async function watch(link: Link): Promise<void> {
    let isReady = false;
    const over = new AbortController();
    link.ended.then(() => over.abort());
    const either = AbortSignal.any([over.signal, disposed.signal]);
    const started = sleep(START_LIMIT_MS, { signal: either, ref: false }).then(
      () => {
        if (!isReady) link.condemn(`it was not ready within ${START_LIMIT_MS / 1000} s`);
      },
      () => {},
    );
    const ready = await Promise.race([link.ready.catch(() => undefined), started]);
    isReady = true;
    if (ready?.beatMs === undefined) return;
    let missed = 0;
    let signs = link.signs;
    while (link.alive && !disposed.signal.aborted) {
      await sleep(ready.beatMs, { signal: either, ref: false }).catch(() => {});
      missed = link.signs === signs ? missed + 1 : 0;
      signs = link.signs;
      if (missed >= BEATS_MISSED) link.condemn(`it gave no sign of life for ${(missed * ready.beatMs) / 1000} s`);
    }
  }

  async function* run<T>(attempt: (link: Link) => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
    for (let tries = 1; ; tries += 1) {
      let link: Link | undefined;
      try {
        link = await unlessAborted(worker(), signal);
        if (link === undefined) return;
        yield* attempt(link);
        deaths = 0;
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof WorkerGone)) throw error;
        if (disposed.signal.aborted) throw closed();
        // It may live and have broken the protocol.
        link?.condemn(error.message);
        onEvent({ type: 'gone', reason: error.message, again: tries < ATTEMPTS });
        if (tries === ATTEMPTS) throw died(error);
      }
    }
  }

  function died(cause: WorkerGone): StreamTtsError {
    const message = `The worker of ${name} died twice on the same work: ${cause.message.replace(/\.$/, '')}.`;
    return new StreamTtsError({ code: 'worker-died', stage: role, message, permanent: false, cause });
  }

  return {
    async load() {
      const load: Frame['head'] = { type: 'load' };
      const onProgress = (share: number) => onEvent({ type: 'loading', share });
      let device: string | undefined;
      for await (const { head } of run((link) => link.request(load, { onProgress }), disposed.signal)) {
        if (typeof head.device === 'string') device = head.device;
      }
      if (disposed.signal.aborted) throw closed();
      if (current !== undefined && loaded !== current) onEvent({ type: 'ready' });
      loaded = current;
      return { device };
    },
    run,
    async dispose() {
      disposed.abort();
      await launched?.end(GRACE_MS);
    },
  };
}
