import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DictionaryBytes } from '../../src/reading/types.ts';

const FILES = { sys: 'sys.dic', matrix: 'matrix.bin', char: 'char.bin', unk: 'unk.dic' } as const;
const HINT = 'no dictionary here: npx stream-tts models pull japanese-dictionary';

let loaded: DictionaryBytes | undefined;

/** The directory with the compiled dictionary's four files, or undefined when there is none. */
export function dictionaryDirectory(): string | undefined {
  const given = process.env.STREAM_TTS_TEST_DICTIONARY;
  const directory = given ?? join(home(), 'models', 'japanese-dictionary');
  return Object.values(FILES).every((name) => existsSync(join(directory, name))) ? directory : undefined;
}

/** The dictionary, or undefined after the test was marked as skipped; a failure where STREAM_TTS_REQUIRE=all. */
export function dictionaryFor(test: TestContext): DictionaryBytes | undefined {
  const bytes = loadDictionary();
  if (!bytes) skipOrFail(test, HINT);
  return bytes;
}

export function loadDictionary(): DictionaryBytes | undefined {
  const directory = dictionaryDirectory();
  if (directory === undefined) return undefined;
  const read = (name: string): Uint8Array => readFileSync(join(directory, name));
  loaded ??= { sys: read(FILES.sys), matrix: read(FILES.matrix), char: read(FILES.char), unk: read(FILES.unk) };
  return loaded;
}

/** What a test needs and this machine lacks: a skip with the reason, or a failure where everything is required. */
export function skipOrFail(test: TestContext, reason: string): void {
  if (process.env.STREAM_TTS_REQUIRE === 'all') throw new Error(reason);
  test.skip(reason);
}

function home(): string {
  const { STREAM_TTS_HOME, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (STREAM_TTS_HOME) return STREAM_TTS_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'stream-tts');
  if (process.platform === 'win32')
    return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'stream-tts', 'Cache');
  return join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'stream-tts');
}
