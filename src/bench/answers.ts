import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { TranslateOptions, Translator } from '../spec/contracts.ts';

/**
 * What engines answered, kept in a file: a run that was cut off goes on, and changed checks are measured over the same
 * answers. It holds for engines that always answer the same; after a change of prompt or model the file is to be
 * deleted.
 */
export interface Answers {
  /** The engine with its answers recorded, and repeated where they are known, each piece after its recorded time. */
  around(translator: Translator, engine: string): Translator;
  /** Milliseconds; it counts the recorded times as if they passed. */
  readonly clock: () => number;
  /** How many answers were not known. */
  readonly asked: number;
}

const ANSWER = z.object({
  key: z.string(),
  pieces: z.array(z.tuple([z.number(), z.string()])),
  totalMs: z.number(),
});
type Answer = z.infer<typeof ANSWER>;

/** Keeps nothing without a file. */
export function openAnswers(file: string | undefined, now: () => number = () => performance.now()): Answers {
  const known = new Map<string, Answer>();
  if (file !== undefined && existsSync(file)) {
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const answer = ANSWER.parse(JSON.parse(line));
      known.set(answer.key, answer);
    }
  }
  let passedMs = 0;
  let asked = 0;

  async function* repeat({ pieces, totalMs }: Answer): AsyncGenerator<string> {
    let atMs = 0;
    for (const [pieceAtMs, text] of pieces) {
      passedMs += pieceAtMs - atMs;
      atMs = pieceAtMs;
      yield text;
    }
    passedMs += totalMs - atMs;
  }

  async function* record(
    translator: Translator,
    key: string,
    ...request: Parameters<Translator['translate']>
  ): AsyncGenerator<string> {
    asked += 1;
    await translator.warm();
    const startedAtMs = now();
    const seen: Array<[number, string]> = [];
    const sinceMs = () => Math.round((now() - startedAtMs) * 10) / 10;
    for await (const piece of translator.translate(...request)) {
      seen.push([sinceMs(), piece]);
      yield piece;
    }
    if (request[1].signal.aborted) return;
    const answer = { key, pieces: seen, totalMs: sinceMs() };
    known.set(key, answer);
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(answer)}\n`);
  }

  return {
    clock: () => now() + passedMs,
    get asked() {
      return asked;
    },
    around(translator, engine) {
      return {
        ...translator,
        // Where every answer is known the model is not needed, and it is loaded by the first that is not.
        warm: file === undefined ? translator.warm : async () => {},
        translate(sentence, options) {
          const key = keyOf(engine, sentence.text, options);
          const answer = known.get(key);
          return answer === undefined ? record(translator, key, sentence, options) : repeat(answer);
        },
      };
    },
  };
}

function keyOf(engine: string, text: string, { signal: _, ...asked }: TranslateOptions): string {
  return JSON.stringify([engine, text, asked]);
}
