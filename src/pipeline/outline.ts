import type { Sentence } from '../spec/parts.ts';
import { secondsOf } from './seconds.ts';

/** `wait`: what is still to come decides. */
export type Fate = 'keep' | 'leave' | 'wait';

/** So many items of a list are said in brief. */
const FIRST_ITEMS = 3;

/**
 * What is known of one block of prose while it is written, and what of it is said in brief: the first paragraph, the
 * headings, the first items of each list, every question, the last paragraph. Announcements of code and long tables are
 * left out. The fate of a sentence never changes once it is not `wait`.
 */
export function createOutline() {
  let first: number | undefined;
  let last: number | undefined;
  let isOver = false;
  let seconds = 0;
  const counts = new Map<number, number>();

  return {
    /** The next sentence, in the order of the text. */
    add(sentence: Sentence): void {
      const { place } = sentence;
      seconds += secondsOf(sentence.spoken, sentence.language);
      if (place === undefined) return;
      if (place.kind === 'paragraph') {
        first ??= place.block;
        last = place.block;
      }
      const before = counts.get(place.block) ?? 0;
      counts.set(place.block, place.item === undefined ? before + 1 : Math.max(before, place.item));
    },
    end(): void {
      isOver = true;
    },
    get isOver() {
      return isOver;
    },
    /** About how long all of it takes to say, in seconds. */
    get seconds() {
      return seconds;
    },
    /** How many items or rows a list or table has, as far as it is written. */
    countOf: ({ place }: Sentence) => (place === undefined ? 0 : (counts.get(place.block) ?? 0)),
    inBrief(sentence: Sentence): Fate {
      const { place } = sentence;
      if (place === undefined || isQuestion(sentence)) return 'keep';
      const { block, kind, item = 0 } = place;
      switch (kind) {
        case 'heading':
          return 'keep';
        case 'list':
          return item <= FIRST_ITEMS ? 'keep' : 'leave';
        case 'paragraph':
          if (block === first) return 'keep';
          if (block !== last) return 'leave';
          return isOver ? 'keep' : 'wait';
        default:
          return 'leave';
      }
    },
  };
}

function isQuestion({ text, announce }: Sentence): boolean {
  return announce === undefined && /[?？]["'”’)\]}」』）*_`]*$/u.test(text.trimEnd());
}

export type Outline = ReturnType<typeof createOutline>;
