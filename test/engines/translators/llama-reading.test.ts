import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Token } from 'node-llama-cpp';
import { createPromptReader } from '../../../src/engines/translators/llama-reading.ts';

const PREFIX = tokens(1, 2, 3, 4, 5, 6, 7);

function tokens(...numbers: number[]): Token[] {
  return numbers as Token[];
}

/** A sequence that keeps what it was given, and with which other tokens each of them was read. */
function createSequence() {
  let state: { token: Token; together: string }[] = PREFIX.map((token) => ({ token, together: 'prefix' }));
  const read = (piece: readonly Token[]) => {
    const whole = piece.length - (piece.length % 4);
    state = [...state, ...piece.map((token, i) => ({ token, together: i < whole ? 'in four' : 'alone' }))];
  };
  return {
    get nextTokenIndex() {
      return state.length;
    },
    async adaptStateToTokens(known: Token[]) {
      const same = state.findIndex(({ token }, i) => token !== known[i]);
      if (same !== -1) state = state.slice(0, same);
    },
    async evaluateWithoutGeneratingNewTokens(piece: Token[]) {
      read(piece);
    },
    /** Reads a prompt's rest, writes an answer, and says how the prompt was read. */
    answer(rest: Token[]): string[] {
      read(rest);
      const how = state.map(({ token, together }) => `${token} ${together}`);
      for (const token of tokens(901, 902)) state.push({ token, together: 'alone' });
      return how;
    },
  };
}

async function freshly(prompt: readonly Token[]): Promise<string[]> {
  const sequence = createSequence();
  return sequence.answer(await createPromptReader({ sequence, prefix: PREFIX }).restOf(prompt));
}

test('however a prompt is read, each token is read as if there had been nothing before', async () => {
  const text = fc.array(fc.integer({ min: 20, max: 22 }), { maxLength: 40 });
  const step = fc.record({ text, along: fc.array(fc.nat(50), { maxLength: 3 }), other: text });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const sequence = createSequence();
      const reader = createPromptReader({ sequence, prefix: PREFIX });
      for (const { text, along, other } of steps) {
        await reader.readOn([...PREFIX, ...tokens(...other)]);
        for (const length of along) await reader.readOn([...PREFIX, ...tokens(...text)].slice(0, 7 + length));
        const prompt = [...PREFIX, ...tokens(...text, 31, 32, 33, 34, 35)];
        assert.deepEqual(sequence.answer(await reader.restOf(prompt)), await freshly(prompt));
      }
    }),
  );
});

test('what was read along is not read again, and there are always some tokens left to read', async () => {
  const sequence = createSequence();
  const reader = createPromptReader({ sequence, prefix: PREFIX });
  const text = Array.from({ length: 22 }, (_, i) => 100 + i);
  const beginning = [...PREFIX, ...tokens(...text)];
  assert.equal(await reader.readOn(beginning.slice(0, 7 + 3)), false, 'less than four');
  assert.equal(await reader.readOn(beginning), true);
  assert.equal(await reader.readOn(beginning), true);
  assert.equal(await reader.readOn(beginning), false);
  assert.equal(sequence.nextTokenIndex, 7 + 20);
  assert.deepEqual(await reader.restOf([...beginning, ...tokens(31, 32)]), tokens(120, 121, 31, 32));
  sequence.answer(tokens(120, 121, 31, 32));
  assert.deepEqual(await reader.restOf(beginning), tokens(116, 117, 118, 119, 120, 121), 'four at least');
});
