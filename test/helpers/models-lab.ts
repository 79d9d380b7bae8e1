import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { PullEvent } from '../../src/models/events.ts';
import { type PullOptions, type PullResult, pull } from '../../src/models/pull.ts';
import { createStore, type Store } from '../../src/models/store.ts';
import type { ModelEntry, ModelFile, ModelSource } from '../../src/models/types.ts';
import { createFakePip, type FakePip } from './fake-pip.ts';

/** A store in a temporary directory, a fake pip, and whatever a pull told. */
export interface ModelsLab {
  readonly dir: string;
  readonly store: Store;
  readonly pip: FakePip;
  readonly events: PullEvent[];
  pull(options?: Partial<PullOptions>): Promise<PullResult[]>;
  warnings(): string[];
}

/** `hub` is the hub's address; without it nothing listens there. */
export function createLab(t: TestContext, catalogue: readonly ModelEntry[], hub = 'http://127.0.0.1:9'): ModelsLab {
  const dir = mkdtempSync(join(tmpdir(), 'stream-tts-models-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const store = createStore({ root: join(dir, 'home'), catalogue });
  const pip = createFakePip(join(dir, 'pip'));
  const events: PullEvent[] = [];
  return {
    dir,
    store,
    pip,
    events,
    pull: (options = {}) =>
      pull(
        catalogue.map((model) => model.id),
        {
          store,
          env: { ...process.env, STREAM_TTS_HUB: hub, STREAM_TTS_PYTHON: pip.python },
          onProgress: (event) => events.push(event),
          retryDelayMs: 1,
          ...options,
        },
      ),
    warnings: () => events.flatMap((event) => (event.type === 'warning' ? [event.message] : [])),
  };
}

export function modelOf(id: string, files: readonly ModelFile[]): ModelEntry {
  return {
    id,
    aliases: [`${id}-long`],
    role: 'voice',
    summary: `The model ${id}`,
    license: 'MIT',
    languages: ['ja'],
    default: true,
    hidden: false,
    files,
    derived: [],
  };
}

export function fileOf(name: string, content: Uint8Array, sources: readonly ModelSource[]): ModelFile {
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), sources };
}

/** Bytes that look like a model and are the same in every run. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
