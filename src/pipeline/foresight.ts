import type { Road } from './road.ts';

/** A first sentence is shorter than that. */
const MOST_CHARACTERS = 400;
/** So much more must be written before it is looked at again: some two tokens. */
const STEP = 8;

/**
 * While nothing is said, the translator is told of a block's first sentence as it is written: it reads what there is of it
 * in the time in which one can only wait for the rest. Takes what is written of the block; what was foreseen wrongly costs
 * nothing but that time.
 */
export function createForesight({ draft, interpreter, to }: Pick<Road, 'draft' | 'interpreter' | 'to'>) {
  let written = '';
  let seen = 0;

  return (text: string, { isIdle }: { readonly isIdle: boolean }): void => {
    if (draft === undefined || interpreter === undefined || written.length > MOST_CHARACTERS) return;
    written += text;
    // The last word may go on.
    const words = written.slice(0, Math.max(0, written.search(/\s+\S*$/)));
    if (!isIdle || words.length < seen + STEP || words.length > MOST_CHARACTERS) return;
    seen = words.length;
    const sentence = draft(words);
    if (sentence !== undefined && sentence.announce === undefined && sentence.language !== to)
      interpreter.expect(sentence);
  };
}
