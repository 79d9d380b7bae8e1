import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/main.ts';
import { plainBlocks } from '../text/oracle.ts';
import { words } from '../text/say.ts';

const SAMPLES = new URL('../fixtures/samples/', import.meta.url);
const EXPECTED: Record<string, string[]> = JSON.parse(readFileSync(new URL('EXPECTED.json', SAMPLES), 'utf8'));

for (const [name, blocks] of Object.entries(EXPECTED)) {
  test(`text --json ${name}: the words of its blocks outside code, in order, once`, async () => {
    const sentences = await textJson(fileURLToPath(new URL(name, SAMPLES)));
    const said = sentences.filter(({ announce }) => announce === undefined).map(({ text }) => text);
    assert.equal(words(said.join(' ')), words(blocks.flatMap(plainBlocks).join(' ')));
    assert.equal(new Set(sentences.map(({ sentenceId }) => sentenceId)).size, sentences.length);
    for (const { spoken } of sentences) assert.doesNotMatch(spoken, /[*`|#\\/]/);
  });
}

interface Said {
  readonly sentenceId: string;
  readonly text: string;
  readonly spoken: string;
  readonly announce?: object;
}

async function textJson(file: string): Promise<Said[]> {
  const stdout = new PassThrough();
  const { signal } = new AbortController();
  const io = { stdin: Readable.from([]), stdout, stderr: new PassThrough(), env: { HOME: '/nowhere' }, signal };
  assert.equal(await main(['text', '--json', file], io), 0);
  return String(stdout.read() ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
