import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { commonPrefix, type Loaded } from './llama-model.ts';

/** Which tokens of a prompt a model has read, and how what it has read is used again without a change of any answer. */
export interface PromptReader {
  /** Goes back to what is known of a prompt, and gives what has to be read of it. */
  restOf(prompt: readonly Token[]): Promise<Token[]>;
  /** Reads some more of the beginning of a prompt; false when there is nothing to read yet. */
  readOn(beginning: readonly Token[]): Promise<boolean>;
}

/**
 * llama.cpp's products on a processor take four tokens at once, and what is left over one by one, rounded otherwise. So
 * that a translation does not depend on the one before, tokens are read again unless they were read in whole fours
 * after the prefix. (Seen on x86: all probabilities are the same to the bit, however the fours are put together; a last
 * piece of one is not.)
 */
const FOUR = 4;
/** Read at once: larger pieces are no faster a token, and a translation that is asked for would wait for them. */
const PIECE = 4 * FOUR;

export function createPromptReader({
  sequence,
  prefix,
}: Pick<Loaded, 'prefix'> & {
  readonly sequence: Pick<
    LlamaContextSequence,
    'adaptStateToTokens' | 'nextTokenIndex' | 'evaluateWithoutGeneratingNewTokens'
  >;
}): PromptReader {
  /** What was read last, in whole fours after the prefix. */
  let read = prefix;

  function wholeFours(tokens: readonly Token[]): Token[] {
    const more = Math.max(0, tokens.length - prefix.length);
    return tokens.slice(0, tokens.length - (more % FOUR));
  }

  return {
    async restOf(prompt) {
      const known = wholeFours(commonPrefix(prompt.slice(0, -FOUR), read));
      read = prefix;
      await sequence.adaptStateToTokens(known, false);
      read = wholeFours(prompt);
      return prompt.slice(sequence.nextTokenIndex);
    },
    async readOn(beginning) {
      const known = wholeFours(commonPrefix(beginning, read));
      const piece = wholeFours(beginning).slice(known.length, known.length + PIECE);
      if (piece.length === 0 || known.length < prefix.length) return false;
      read = prefix;
      await sequence.adaptStateToTokens(known, false);
      await sequence.evaluateWithoutGeneratingNewTokens(piece);
      read = [...known, ...piece];
      return true;
    },
  };
}
