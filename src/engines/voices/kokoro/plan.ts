import { PAUSE_MS } from '../kit/pauses.ts';
import { cutPhonemes, speakable, toTokens, type Vocabulary } from './tokens.ts';

/** How a language is cut, and brought to the model's phonemes. */
export interface Front {
  clauses(text: string): readonly string[];
  read(clause: string): { readonly phonemes: string };
}

/** What the model is given at once. */
export interface Breath {
  readonly tokens: readonly number[];
  /** The clauses that begin in it, each after so many of its tokens. */
  readonly clauses: ReadonlyArray<{ readonly text: string; readonly token: number }>;
  /** Silence after it, at the voice's own pace; 0 for the last. */
  readonly pauseMs: number;
}

/**
 * The first breath is one clause, so that the first sound is early; later ones may hold several, each twice what the
 * one before could, as every run of the model also makes 1 s of silence that is thrown away (measured: 0.28 s before
 * the sound, 0.67 s after it, whatever is said).
 */
const FIRST_TOKENS = 28;
const LONGEST_TOKENS = 140;

/**
 * The model takes 510, which is half a minute of sound: 1.3 GB of memory, and as long as an abort may leave the
 * processor busy. Only clauses in which nothing can be cut come near this.
 */
const MOST_TOKENS_AT_ONCE = 240;

/** With the 10 ms that stay at either end of a sound: 0.6 s between sentences, at most 0.12 s inside one. */

/**
 * Brings text to breaths; none when nothing in it can be said. Pure. `firstTokens`: how much the first breath may hold
 * when it need not be short because something else is still heard.
 */
export function planBreaths(text: string, front: Front, vocabulary: Vocabulary, firstTokens = 0): Breath[] {
  const breaths: Breath[] = [];
  let most = Math.min(Math.max(FIRST_TOKENS, firstTokens), LONGEST_TOKENS);
  let group: Array<{ text: string; phonemes: string }> = [];

  /** With the space at the end, which is a token of its own. */
  const tokensIn = (phonemes: string) => [...phonemes].filter((symbol) => vocabulary.has(symbol)).length;

  function close(): void {
    const last = group.at(-1);
    if (last === undefined) return;
    const pieces = cutPhonemes(group.map(({ phonemes }) => phonemes).join(' '), MOST_TOKENS_AT_ONCE);
    const begins = group.map(({ text }, i) => {
      const before = group.slice(0, i).map(({ phonemes }) => `${phonemes} `);
      return { text, token: tokensIn(before.join('')) };
    });
    for (const [i, piece] of pieces.entries()) {
      const pauseMs = PAUSE_MS[i < pieces.length - 1 ? 'none' : endOf(last.text)];
      // Where one clause has to be cut, its later pieces begin none.
      breaths.push({ tokens: toTokens(piece, vocabulary), clauses: i === 0 ? begins : [], pauseMs });
    }
    group = [];
    most = Math.min(2 * most, LONGEST_TOKENS);
  }

  for (const clause of front.clauses(text)) {
    const { phonemes } = front.read(clause);
    if (!speakable(phonemes)) continue;
    const before = group.reduce((sum, member) => sum + member.phonemes.length, 0);
    if (before > 0 && before + phonemes.length > most) close();
    group.push({ text: clause, phonemes });
    if (endOf(clause) === 'sentence') close();
  }
  close();
  const last = breaths.pop();
  return last === undefined ? [] : [...breaths, { ...last, pauseMs: 0 }];
}

function endOf(clause: string): keyof typeof PAUSE_MS {
  if (/[.。．！？!?…\n]["」』）〕】”)]*\s*$/u.test(clause)) return 'sentence';
  return /[\p{P}\p{S}]\s*$/u.test(clause) ? 'mark' : 'none';
}
