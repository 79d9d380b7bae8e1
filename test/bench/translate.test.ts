import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Translation } from '../../src/app/translators.ts';
import { benchTranslate } from '../../src/bench/translate.ts';
import { createGlossary } from '../../src/guard/glossary.ts';
import { createPaces } from '../../src/pipeline/choice.ts';
import type { Translator } from '../../src/spec/contracts.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { createFakeTranslator } from '../helpers/fakes.ts';

const GONE = new StreamTtsError({
  ...{ code: 'translator-unreachable', stage: 'translator', exitCode: 3 },
  ...{ message: 'Nothing answers at http://127.0.0.1:9/v1.', fix: 'ollama serve' },
});
const SLOW = new StreamTtsError({ code: 'translator-slow', stage: 'translator', message: 'It gave no answer.' });

for (const [title, error, reason] of [
  ['cannot be reached', GONE, /Nothing answers.* Type: ollama serve$/],
  ['is too slow', SLOW, /gave no answer\. Type: npx stream-tts bench translate --engines fake$/],
] as const) {
  test(`the row of a server that ${title} stays empty, with the reason and what to type`, async () => {
    const [row] = await measured(answering(0, error));
    assert.match(row?.reason ?? '', reason);
    assert.equal(row?.figures, undefined);
  });

  test(`so does that of one that ${title} after some answers, and nothing counts as kept in English`, async () => {
    const [row, none] = await measured(answering(4, error));
    assert.match(row?.reason ?? '', reason);
    assert.equal(none, undefined);
  });
}

test('an engine whose answers are wrong has its row: they are kept in English', async () => {
  const [row] = await measured(answering(Number.POSITIVE_INFINITY, SLOW));
  assert.equal(row?.reason, undefined);
  assert.equal(row?.figures?.keptSource, 1);
});

/** Gives so many answers, none of which passes the checks, and fails then. */
function answering(count: number, error: Error): Translator {
  let given = 0;
  return createFakeTranslator({
    async *translate() {
      given += 1;
      if (given > count) throw error;
      yield 'はい、承知しました。すぐに対応します。';
    },
  });
}

async function measured(translator: Translator) {
  const open = (): Translation => ({
    ...{ translators: [translator], memory: undefined, glossary: createGlossary(), paces: createPaces() },
    ...{ policy: 'in-order', async dispose() {} },
  });
  const { engines } = await benchTranslate({
    ...{ engines: ['fake'], open, gguf: () => undefined, threads: 1, to: 'ja', evalDirectory: undefined, limit: 3 },
    answersFile: join(mkdtempSync(join(tmpdir(), 'bench-translate-')), 'answers.jsonl'),
    ...{ signal: new AbortController().signal, onProgress: () => {} },
  });
  return engines;
}
