import { setTimeout as sleep } from 'node:timers/promises';
import type { Translator, Voice } from '../../src/spec/contracts.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';

/** Engines that take 5 ms a piece: quick enough for tests with many processes, slow enough to be killed at work. */

const PIECE_MS = 5;
const RATE_HZ = 8000;
const CHARACTER_MS = 20;

export function createFiveMsTranslator({ isBroken = false } = {}): Translator {
  let device: string | undefined;
  return {
    name: 'five-ms',
    get device() {
      return device;
    },
    async warm({ onProgress } = {}) {
      onProgress?.(0.5);
      device = 'abacus';
      if (!isBroken) return;
      const message = 'The model is not here.';
      throw new StreamTtsError({ code: 'translator-load', stage: 'translator', message, exitCode: 3, fix: 'npm ci' });
    },
    continues: true,
    async *translate({ text }, { signal, given = '' }) {
      for (const piece of given === '' ? translationOf(text) : ['文を訳しました。']) {
        await sleep(PIECE_MS);
        if (signal.aborted) return;
        yield piece;
      }
    },
    async dispose() {},
  };
}

/** A voice of one tone, each clause a piece. */
export function createFiveMsVoice(): Voice {
  let isClosed = false;
  return {
    name: 'five-ms:tone',
    languages: ['ja'],
    sampleRateHz: RATE_HZ,
    async warm() {},
    async *speak(text, { speed, signal, soundLeftMs = 0 }) {
      if (isClosed) throw new StreamTtsError({ code: 'voice-failed', stage: 'voice', message: 'It was closed.' });
      if (text === 'hang') for (;;);
      if (text === 'print') process.stdout.write('a library prints this\n');
      if (text === 'grow') await grow(signal);
      if (text === 'left') yield { samples: tone(soundLeftMs), sampleRateHz: RATE_HZ };
      const clauses = text.split(/(?<=[、。])/).filter((clause) => /[\p{L}\p{N}]/u.test(clause));
      for (const [i, clause] of clauses.entries()) {
        await sleep(PIECE_MS);
        if (signal.aborted) return;
        const left = clauses.slice(i + 1).map((next) => (next.length * CHARACTER_MS) / speed);
        yield {
          samples: tone((clause.length * CHARACTER_MS) / speed),
          sampleRateHz: RATE_HZ,
          remaining: { nextMs: left[0] ?? 0, totalMs: left.reduce((sum, ms) => sum + ms, 0) },
        };
        if (signal.aborted) return;
      }
    },
    async dispose() {
      isClosed = true;
    },
  };
}

/** Japanese that keeps the numbers, in two pieces. */
function translationOf(text: string): string[] {
  if (text === 'I found the problem.') return ['問題を', '見つけました。'];
  // Each process says it otherwise, as engines do that add in another order.
  if (text === 'drift') return [`${process.pid}番の`, '文を訳しました。'];
  const numbers = text.match(/\d+/g) ?? [];
  return [`ここで、${numbers.map((number) => `${number}番の`).join('')}`, '文を訳しました。'];
}

function tone(durationMs: number): Float32Array {
  const samples = new Float32Array(Math.round((durationMs / 1000) * RATE_HZ));
  const edge = (i: number) => Math.min(1, i / 40, (samples.length - 1 - i) / 40);
  return samples.map((_, i) => 0.5 * edge(i) * Math.sin((2 * Math.PI * 400 * i) / RATE_HZ));
}

async function grow(signal: AbortSignal): Promise<void> {
  const kept: Uint8Array[] = [];
  while (!signal.aborted) {
    kept.push(new Uint8Array(2 ** 24).fill(1));
    await sleep(PIECE_MS);
  }
}
