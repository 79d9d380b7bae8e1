import type { Said } from '../spec/contracts.ts';
import type { Interpretation } from './interpretation.ts';

/** No translator makes use of more sentences. */
const MOST = 4;

/** What was said before the next sentence: this one as well, where it was translated. */
export function saidAfter(
  said: readonly Said[],
  source: string,
  { kept, text }: Pick<Interpretation, 'kept' | 'text'>,
): readonly Said[] {
  return kept === 'translation' ? [...said, { source, translation: text }].slice(-MOST) : said;
}
