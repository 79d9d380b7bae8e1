import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** Uses again what a model has read already, without a change of any answer. */
export interface PromptReader {
  /** Goes back to where a prompt parts from what was read last, and gives what has to be read of it: never nothing. */
  restOf(prompt: readonly Token[]): Promise<Token[]>;
}

export interface PromptReaderOptions {
  readonly sequence: Pick<LlamaContextSequence, 'adaptStateToTokens' | 'nextTokenIndex'>;
  /** Read already, and what every prompt begins with. */
  readonly prefix: readonly Token[];
  /** Whether a processor reads, in fours; nothing but the prefix is used again without. */
  readonly inFours: boolean;
}

/**
 * llama.cpp's products on a processor take four tokens at once, and what is left over one by one, rounded otherwise. So
 * that a translation does not depend on the one before, tokens are read again unless they were read in whole fours
 * after the prefix. (Seen on x86: all probabilities are the same to the bit, however the fours are put together; with a last
 * piece of one they are not.)
 */
const FOUR = 4;

/** A sentence that is asked for a second time, in other words, need not be read again. */
export function createPromptReader({ sequence, prefix, inFours }: PromptReaderOptions): PromptReader {
  /** What was read last, in whole fours after the prefix. */
  let read = prefix;

  function wholeFours(tokens: readonly Token[]): Token[] {
    const more = Math.max(0, tokens.length - prefix.length);
    return tokens.slice(0, tokens.length - (more % FOUR));
  }

  return {
    async restOf(prompt) {
      const most = Math.min(prompt.length - 1, Math.max(prefix.length, prompt.length - FOUR));
      const known = wholeFours(commonPrefix(prompt.slice(0, most), read));
      await sequence.adaptStateToTokens(known, false);
      if (inFours) read = wholeFours(prompt);
      return prompt.slice(sequence.nextTokenIndex);
    },
  };
}

/** The tokens with which both begin. */
export function commonPrefix(a: readonly Token[], b: readonly Token[]): Token[] {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
