import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cacheHome } from '../../src/models/home.ts';
import { createKanaNetwork } from '../../src/reading/latin/network.ts';
import { skipUnless } from '../helpers/require.ts';

const FILE = join(cacheHome(process.env), 'models', 'e2k', 'model-c2k-turbo.safetensors');
const skip = skipUnless(existsSync(FILE), 'the network for English words is missing', 'npx stream-tts models pull e2k');

describe('the network for English words', () => {
  it('says what the Python package e2k 0.8.1 says, on 200 words', { skip }, () => {
    const read = createKanaNetwork(readFileSync(FILE));
    const rows = readFileSync(new URL('e2k-words.tsv', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    assert.equal(rows.length, 200);
    assert.deepEqual(
      rows.map((row) => row.split('\t')[0] ?? '').map((word) => `${word}\t${read(word)}`),
      rows,
    );
  });

  it('takes any string', { skip }, () => {
    const read = createKanaNetwork(readFileSync(FILE));
    for (const word of ['', '漢字', 'x'.repeat(200), '\ud83d', "don't"]) assert.match(read(word), /^[ァ-ヺー]*$/);
  });

  it('refuses what is not its file', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(64), new Uint8Array(64).fill(255), header({})])
      assert.throws(() => createKanaNetwork(bytes), RangeError);
  });
});

/** A safetensors file with a header and nothing behind it. */
function header(value: object): Uint8Array {
  const json = Buffer.from(JSON.stringify(value));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json]);
}
