import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIds, createSource } from '../app/speak.ts';
import { createSentencer } from '../text/sentencer.ts';
import { peakMemoryMB, quantile, rounded } from './machine.ts';
import { noise, PROSE } from './text-input.ts';

export interface TextReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: readonly object[];
}

export interface TextOptions {
  /** A folder with assistant-prose.jsonl; without it the prose is this program's own. */
  readonly evalDirectory?: string | undefined;
  readonly onProgress: (line: string) => void;
}

const NOISE_MB = 100;
const NOISE_LINE_BYTES = 64e3;
/** A stream that does not fit into memory twice, with lines that must not be held at all. */
const GIANT_MB = 1000;
const GIANT_LINE_BYTES = 64e6;
const PROSE_BYTES = 4_000_000;
const EVAL_FILE = 'assistant-prose.jsonl';

/**
 * How fast noise (results of tools) and prose are read, how much memory that takes, and how late each sentence leaves:
 * in time, behind the character that completes it, and in characters behind its last one.
 */
export function benchText({ evalDirectory, onProgress }: TextOptions): TextReport {
  onProgress(`${NOISE_MB} MB of tool results …`);
  measureNoise(4, NOISE_LINE_BYTES);
  const noiseMBps = measureNoise(NOISE_MB, NOISE_LINE_BYTES);
  onProgress(`${GIANT_MB} MB in lines of ${GIANT_LINE_BYTES / 1e6} MB …`);
  const giantLinesMBps = measureNoise(GIANT_MB, GIANT_LINE_BYTES);
  const peakRssMB = peakMemoryMB();
  const { prose, from } = readProse(evalDirectory);
  onProgress(`prose, ${from} …`);
  const proseMBps = measureProse(prose);
  const delays = measureDelays(prose);
  const early = measureDelays(prose, true);
  return {
    figures: {
      noiseMBps: rounded(noiseMBps, 3),
      giantLinesMBps: rounded(giantLinesMBps, 3),
      proseMBps: rounded(proseMBps, 3),
      peakRssMB,
      delayP50Ms: rounded(quantile(delays.ms, 0.5), 3),
      delayP99Ms: rounded(quantile(delays.ms, 0.99), 3),
      delayMaxMs: rounded(Math.max(...delays.ms), 3),
      delayP50Characters: quantile(delays.characters, 0.5),
      delayP99Characters: quantile(delays.characters, 0.99),
      sentences: delays.characters.length,
      earlyShare: rounded(
        1 - delays.blocks.filter((first, i) => first === early.blocks[i]).length / delays.blocks.length,
        3,
      ),
    },
    notes: {
      noiseMBps: `${NOISE_MB} MB of Claude Code's tool results in lines of 64 kB, through the detecting source`,
      giantLinesMBps: `the same, ${GIANT_MB} MB in lines of ${GIANT_LINE_BYTES / 1e6} MB`,
      proseMBps: `Markdown, ${from}, through the text room in pieces of 16 characters`,
      peakRssMB: 'of this process, after all the noise',
      delayP99Ms: 'work between the character that completes a sentence and the sentence',
      delayP99Characters:
        'between the last character of a sentence and the one with which it leaves; ends of blocks count as 0',
      earlyShare: 'of blocks whose first sentence leaves at the edge of a clause, where that is asked for',
    },
    rows: [],
  };
}

function measureNoise(megabytes: number, lineBytes: number): number {
  const source = createSource({ from: 'auto' });
  let bytes = 0;
  const startedAtMs = performance.now();
  for (const chunk of noise(megabytes * 1e6, lineBytes)) {
    bytes += chunk.length;
    source.write(chunk);
  }
  source.end();
  return bytes / 1e3 / (performance.now() - startedAtMs);
}

function measureProse(blocks: readonly string[]): number {
  let bytes = 0;
  let startedAtMs = performance.now();
  for (let warm = false; bytes < PROSE_BYTES; ) {
    // What is compiled in the first part is not counted.
    if (!warm && bytes > PROSE_BYTES / 4) {
      warm = true;
      bytes = 0;
      startedAtMs = performance.now();
    }
    for (const block of blocks) {
      const sentencer = sentencerOf();
      for (let at = 0; at < block.length; at += 16) sentencer.write(block.slice(at, at + 16));
      sentencer.end();
      bytes += Buffer.byteLength(block);
    }
  }
  return bytes / 1e3 / (performance.now() - startedAtMs);
}

interface Delays {
  readonly ms: readonly number[];
  readonly characters: readonly number[];
  /** The first sentence of each block. */
  readonly blocks: readonly string[];
}

function measureDelays(blocks: readonly string[], early = false): Delays {
  const ms: number[] = [];
  const characters: number[] = [];
  const firsts: string[] = [];
  for (const block of blocks) {
    const sentencer = sentencerOf(early);
    const said: string[] = [];
    let from = 0;
    for (let i = 0; i < block.length; i += 1) {
      const startedAtMs = performance.now();
      const sentences = sentencer.write(block.charAt(i));
      if (sentences.length === 0) continue;
      ms.push(performance.now() - startedAtMs);
      for (const { text, announce } of sentences) {
        said.push(text);
        if (announce !== undefined) continue;
        const end = endOf(block, text, from);
        from = end ?? from;
        if (end !== undefined && end <= i + 1) characters.push(i + 1 - end);
      }
    }
    const rest = sentencer.end();
    characters.push(...rest.map(() => 0));
    firsts.push(said[0] ?? rest[0]?.text ?? '');
  }
  return { ms, characters, blocks: firsts };
}

/** Where the words of a sentence end in the Markdown that holds them. */
function endOf(block: string, text: string, from: number): number | undefined {
  let at = from;
  for (const word of text.match(/[\p{L}\p{N}]+/gu) ?? []) {
    const found = block.indexOf(word, at);
    if (found < 0 || found - at > 400) return undefined;
    at = found + word.length;
  }
  // The full stop and what closes it are the sentence's own.
  return at + (/^[.!?…:。！？"'”’)\]}*_~`]*/.exec(block.slice(at))?.[0].length ?? 0);
}

function sentencerOf(early = false) {
  return createSentencer({ nextId: createIds('s'), messageId: 'm', code: 'announce', early });
}

function readProse(directory: string | undefined): { prose: readonly string[]; from: string } {
  if (directory === undefined) return { prose: PROSE, from: 'its own' };
  const file = join(directory, EVAL_FILE);
  if (!existsSync(file)) {
    return {
      prose: PROSE,
      from: `its own, since ${file} is missing (it is made from the development logs of github.com/palimondo/BookMinder)`,
    };
  }
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return { prose: rows.map((line) => String(JSON.parse(line).text)), from: EVAL_FILE };
}
