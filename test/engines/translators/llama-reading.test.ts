import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Token } from 'node-llama-cpp';
import { createPromptReader } from '../../../src/engines/translators/llama-reading.ts';

const PREFIX = tokens(1, 2, 3, 4, 5, 6, 7);

function tokens(...numbers: number[]): Token[] {
  return numbers as Token[];
}

/** A sequence that keeps what it was given, and how each of it was read. */
function createSequence() {
  let state: { token: Token; how: string }[] = PREFIX.map((token) => ({ token, how: 'prefix' }));
  return {
    get nextTokenIndex() {
      return state.length;
    },
    async adaptStateToTokens(known: Token[]) {
      const same = state.findIndex(({ token }, i) => token !== known[i]);
      if (same !== -1) state = state.slice(0, same);
    },
    /** Reads a prompt's rest, writes an answer, and says how the whole prompt was read. */
    answer(rest: Token[]): string[] {
      const whole = rest.length - (rest.length % 4);
      state = [...state, ...rest.map((token, i) => ({ token, how: i < whole ? 'in four' : 'alone' }))];
      const read = state.map(({ token, how }) => `${token} ${how}`);
      for (const token of tokens(901, 902)) state.push({ token, how: 'alone' });
      return read;
    },
  };
}

function createReader(inFours = true) {
  const sequence = createSequence();
  return { sequence, reader: createPromptReader({ sequence, prefix: PREFIX, inFours }) };
}

async function freshly(prompt: readonly Token[]): Promise<string[]> {
  const { sequence, reader } = createReader();
  return sequence.answer(await reader.restOf(prompt));
}

test('whatever was read before, each token of a prompt is read as if there had been nothing', async () => {
  const text = fc.array(fc.integer({ min: 20, max: 22 }), { maxLength: 40 });
  const prompts = fc.array(fc.tuple(text, fc.constantFrom(tokens(31, 32, 33, 34, 35), tokens(41), tokens(901, 902))));
  await fc.assert(
    fc.asyncProperty(prompts, async (asked) => {
      const { sequence, reader } = createReader();
      for (const [text, end] of asked) {
        const prompt = [...PREFIX, ...tokens(...text), ...end];
        const rest = await reader.restOf(prompt);
        assert.ok(rest.length > 0);
        assert.deepEqual(sequence.answer(rest), await freshly(prompt));
      }
    }),
  );
});

test('what two prompts share is read once, in whole fours, and four tokens at least are read', async () => {
  const sentence = [...PREFIX, ...tokens(...Array.from({ length: 22 }, (_, i) => 100 + i))];
  const { sequence, reader } = createReader();
  sequence.answer(await reader.restOf([...sentence, ...tokens(31, 32)]));
  assert.deepEqual(await reader.restOf([...sentence, ...tokens(41, 42)]), tokens(120, 121, 41, 42));
  sequence.answer(tokens(120, 121, 41, 42));
  assert.deepEqual(await reader.restOf(sentence), tokens(116, 117, 118, 119, 120, 121));
});

test('where it is not known how it reads, nothing but the prefix is used again', async () => {
  const prompt = [...PREFIX, ...tokens(20, 21, 22, 23, 24, 25, 26, 27, 28, 29)];
  const { sequence, reader } = createReader(false);
  sequence.answer(await reader.restOf(prompt));
  assert.deepEqual(await reader.restOf(prompt), prompt.slice(PREFIX.length));
});
