import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { SOURCES } from '../../../src/engines/sources/index.ts';
import type { SourcePart } from '../../../src/spec/parts.ts';
import { assertWellFormed, blocks, everyByte, readAll } from './parts.ts';

const SAMPLES = new URL('../../fixtures/samples/', import.meta.url);
const EXPECTED: Record<string, string[]> = JSON.parse(readFileSync(new URL('EXPECTED.json', SAMPLES), 'utf8'));
const NAMES = readdirSync(SAMPLES).filter((name) => name !== 'EXPECTED.json');

/** What only thinking, tools, users and subagents say in the samples. */
const SILENT = [
  'The test fails only when',
  'Look at trim order',
  'look at trim order',
  'import { verifyToken }',
  'fix the refresh test',
  'fix the parser',
  'The token helper is used',
  'being continued from a previous',
  'API Error: 529',
  'Inspecting',
  'npm test -- auth 2>&1',
];

test('samples: every one has its blocks, and every block its sample', () => {
  assert.deepEqual([...NAMES].sort(), Object.keys(EXPECTED).sort());
});

for (const name of NAMES) {
  const sample = readFileSync(new URL(name, SAMPLES));
  const format = formatOf(name);

  test(`samples: ${name} is known as ${format} and gives exactly its blocks`, () => {
    const source = create('auto');
    const parts = readAll(source, sample);
    assert.equal(source.format, format);
    assertWellFormed(parts);
    assert.deepEqual(blocks(parts), EXPECTED[name]);
    const prose = blocks(parts).join('\n');
    for (const words of SILENT) assert.ok(!prose.includes(words), words);
    assert.deepEqual(blocks(readAll(create(format), sample)), EXPECTED[name], `--from ${format}`);
  });

  test(`samples: ${name} gives the same parts however it is cut`, () => {
    const expected = readAll(create('auto'), sample);
    assert.deepEqual(readAll(create('auto'), sample, everyByte(sample)), expected);
    fc.assert(
      fc.property(fc.array(fc.nat(sample.length), { maxLength: 12 }), (cuts) => {
        assert.deepEqual(readAll(create('auto'), sample, cuts), expected);
      }),
      { numRuns: 10 },
    );
  });

  test(`samples: ${name} with CRLF, noise around it and a line cut off gives the same blocks`, () => {
    const text = sample.toString('utf8').replace(/^\ufeff/, '');
    const crlf = text.replace(/\r?\n/g, '\r\n');
    const noisy = `\ufeffnpm warn Unknown user config.\n\u001b[33m(node:1) Warning: x\u001b[39m\n${crlf}\n42\nnull\n[]\n{"type":"assist`;
    const parts = readAll(create('auto'), Buffer.from(noisy));
    assertWellFormed(parts);
    assert.deepEqual(blocks(parts), EXPECTED[name]);
  });

  if (!name.endsWith('.sse') && name !== 'noise-crlf.jsonl') {
    test(`samples: ${name} printed over several lines gives the same blocks`, () => {
      const objects = sample.toString('utf8').trim().split('\n');
      const printed = objects.map((line) => JSON.stringify(JSON.parse(line), null, 2)).join('\n');
      assert.deepEqual(blocks(readAll(create('auto'), Buffer.from(printed))), EXPECTED[name]);
    });
  }

  test(`samples: pieces of ${name} in any order say nothing that nobody wants to hear`, () => {
    const lines = sample.toString('utf8').split('\n');
    const any = fc.array(fc.nat(lines.length - 1), { maxLength: 60 });
    fc.assert(
      fc.property(any, (order) => {
        const shuffled = order.map((index) => lines[index]).join('\n');
        const parts = readAll(create(format), Buffer.from(shuffled));
        assertWellFormed(parts);
        const prose = blocks(parts).join('\n');
        for (const words of SILENT) assert.ok(!prose.includes(words), words);
      }),
      { numRuns: 30 },
    );
  });
}

test('samples: any bytes in any pieces never throw, in any format, and say the same however they are cut', () => {
  const lines = NAMES.flatMap((name) => readFileSync(new URL(name, SAMPLES)).toString('latin1').split('\n'));
  const piece = fc.oneof(
    fc.constantFrom(...lines).map((line) => Buffer.from(`${line}\n`, 'latin1')),
    fc.constantFrom(...lines).map((line) => Buffer.from(line.slice(0, line.length >> 1), 'latin1')),
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((json) => Buffer.from(`${json}\n`)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(SOURCES)),
      fc.array(piece, { maxLength: 12 }),
      fc.array(fc.nat(100_000), { maxLength: 6 }),
      (format, pieces, cuts) => {
        const input = Buffer.concat(pieces);
        const parts = readAll(create(format), input, cuts);
        assertWellFormed(parts);
        assert.deepEqual(spoken(parts), spoken(readAll(create(format), input)));
      },
    ),
    { numRuns: 300 },
  );
});

function spoken(parts: readonly SourcePart[]): string[] {
  return blocks(parts);
}

function create(format: string) {
  const make = new Map(Object.entries(SOURCES)).get(format);
  assert.ok(make !== undefined, format);
  return make();
}

function formatOf(name: string): string {
  const known: ReadonlyArray<readonly [RegExp, string]> = [
    [/transcript/, 'claude-transcript'],
    [/hook/, 'hook'],
    [/rollout/, 'codex-rollout'],
    [/^codex/, 'codex'],
    [/^opencode/, 'opencode'],
    [/^(?:claude|noise)/, 'claude'],
  ];
  return known.find(([pattern]) => pattern.test(name))?.[1] ?? name.replace(/\.\w+$/, '');
}
