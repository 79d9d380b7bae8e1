import { check, type Pair, passed } from '../guard/checks.ts';
import { maySpeakEarly } from '../guard/early.ts';
import type { Glossary } from '../guard/glossary.ts';
import { polite } from '../guard/polite.ts';
import { missingWords } from '../guard/words.ts';
import type { Said, Term, TranslationKey, Translator } from '../spec/contracts.ts';
import type { Sentence, Span } from '../spec/parts.ts';
import { type Answer, ask, type Desk } from './ask.ts';
import { halves, type Part } from './halves.ts';
import type { Interpretation, InterpretOptions } from './interpretation.ts';
import { keptOf, namesOf } from './kept.ts';
import { mayAskAgain } from './patience.ts';

/** One way to ask: the first is the engine's own, the others name what was lost. */
interface Try {
  readonly attempt: number;
  readonly context: readonly Said[];
  /** A small model that lost something of a long sentence seldom loses it of a half. */
  readonly inHalves: boolean;
}

/** What an engine is asked until an answer passes: as it is, with what was said before where that is news, in halves. */
function triesOf(translator: Translator, said: readonly Said[] | undefined): Try[] {
  const [before = [], ...later] = contextsFor(translator, said);
  return [
    { attempt: 0, context: before, inHalves: false },
    ...later.map((context) => ({ attempt: 1, context, inHalves: false })),
    { attempt: 1, context: before, inHalves: true },
  ];
}

/** A clause is handed on before its sentence is translated when less sound than this is left, in milliseconds. */
const HURRY_MS = 1500;

/** What was handed on before the sentence was translated; one for each sentence. */
export interface Handed {
  early: string;
  /** How much of the answer was looked at. */
  seen: number;
}

export type Refusal = NonNullable<TranslationKey['refused']>;

/** The last answer of an engine; `text` is undefined when no answer passed every check. */
export interface Tried extends Pick<Interpretation, 'translator' | 'checks' | 'firstClauseMs'> {
  readonly text: string | undefined;
  /** The last one, where none passed, and whether there was time for every way. */
  readonly refused?: { readonly text: string; readonly when: Refusal };
  /** What it was given of what was said before. */
  readonly context: readonly Said[];
  /** True when none of its answers had an end. */
  readonly babbles: boolean;
}

/** How one engine is asked for one sentence, until an answer passes every check. */
export interface Tries {
  /** The result of every check, by its name. */
  check(sentence: Sentence, translation: string, context: readonly Said[]): Record<string, boolean>;
  /** Rejects when the engine fails or hangs, and when aborted. */
  answer(translator: Translator, sentence: Sentence, asked: InterpretOptions, handed: Handed): Promise<Tried>;
}

/** As much of what was said before as this engine makes use of: at its first try, and at a later one where that is more. */
export function contextsFor({ context }: Translator, said: readonly Said[] = []): Array<readonly Said[]> {
  const own = context === undefined ? [] : said.slice(-context.sentences);
  return own.length === 0 || context?.fromTry === 0 ? [own] : [[], own];
}

export function createTries(desk: Desk, glossary: Glossary | undefined): Tries {
  const { to, clock } = desk;

  function pairOf({ text, spans }: Part, translation: string): Pair {
    const written = (some: readonly Span[]) => some.map(({ start, end }) => text.slice(start, end));
    const terms = glossary?.termsOf(text) ?? [];
    return { source: text, translation, kept: written(keptOf({ spans })), names: written(namesOf({ spans })), terms };
  }

  function mended({ text }: Pick<Part, 'text'>, translation: string): string {
    const termed = glossary?.mend(text, translation) ?? translation;
    return isJapanese(to) ? polite(termed) : termed;
  }

  function isRight(part: Part, { text }: Answer): boolean {
    return passed(check(pairOf(part, mended(part, text)), to));
  }

  async function answerAll(
    translator: Translator,
    sentence: Sentence,
    { attempt, context, inHalves, lost }: Try & { lost: readonly Term[] },
    asked: InterpretOptions,
    handed: Handed,
  ) {
    const given = handed.early;
    if (given === '') handed.seen = 0;
    const parts = inHalves && given === '' ? halves(sentence) : [sentence];
    const askFor = (part: Part, attempt: number) =>
      ask(desk, translator, part, {
        ...{ attempt, given, signal: asked.signal, onWait: asked.onWait, before: asked.before },
        context,
        terms: [...(glossary?.termsOf(part.text) ?? []), ...lost.filter(({ source }) => part.text.includes(source))],
        onText:
          attempt === 0 && !inHalves
            ? (soFar, elapsedMs) => handOn(translator, sentence, { soFar, elapsedMs, context }, asked, handed)
            : undefined,
      });
    const answers: Answer[] = [];
    for (const part of parts) {
      const answer = await askFor(part, attempt);
      // One half that is wrong is no reason to lose the other.
      const again = parts.length === 1 || isRight(part, answer) ? undefined : await askFor(part, 0);
      answers.push(again !== undefined && isRight(part, again) ? again : answer);
    }
    const answered = joined(answers.map((answer) => answer.text));
    // What was spoken stands as it was spoken.
    const text = attempt > 0 || handed.early === '' ? answered : answered.slice(handed.seen);
    return {
      text: handed.early + mended(sentence, text),
      firstClauseMs: answers[0]?.firstClauseMs ?? null,
      isEndless: answers.some(({ isEndless }) => isEndless),
    };
  }

  /**
   * Hands on the first clause as soon as it is settled, or all that there is at its full stop where that passes every
   * check, once: that nothing follows the engine would only say with one more token.
   */
  async function handOn(
    translator: Translator,
    sentence: Sentence,
    { soFar, elapsedMs, context }: { soFar: string; elapsedMs: number; context: readonly Said[] },
    asked: InterpretOptions,
    handed: Handed,
  ): Promise<void> {
    if (handed.early !== '' || asked.onClause === undefined || translator.continues !== true || !isJapanese(to)) return;
    const isOver = /[。！？]$/u.test(soFar);
    const end = isOver ? soFar.length : handed.seen + soFar.slice(handed.seen).search(/、|。(?=.)/su) + 1;
    if (end === handed.seen || soFar.startsWith('「') || leftMs(asked) >= HURRY_MS || asked.crowded?.()) return;
    handed.seen = end;
    const clause = mended(sentence, soFar.slice(0, end));
    const isWhole = isOver && passed(tries.check(sentence, clause, context));
    if (!isWhole && !maySpeakEarly(pairOf(sentence, ''), clause)) return;
    handed.early = clause;
    // Japanese has about half as many characters as English.
    const characters = isWhole ? 0 : Math.max(4, Math.round(sentence.text.length / 2) - clause.length);
    await asked.onClause(clause, { characters, restMs: (elapsedMs / clause.length) * characters });
  }

  const tries: Tries = {
    check(sentence, translation, context) {
      // Said again, it is no copy.
      const before = context.filter(({ source }) => source !== sentence.text).map((one) => one.translation);
      return check({ ...pairOf(sentence, translation), before }, to);
    },
    async answer(translator, sentence, asked, handed) {
      let checks: Record<string, boolean> = {};
      let firstClauseMs: number | null = null;
      let lost: readonly Term[] = [];
      let isEndless = true;
      let refused = '';
      let when: Refusal = 'in every way';
      const { name } = translator;
      const startedAtMs = clock();
      let answerMs = 0;
      for (const [made, one] of triesOf(translator, asked.context).entries()) {
        const begunAtMs = clock();
        const wait = {
          leftMs: asked.soundLeftMs?.(),
          leftAtFirstMs: asked.deadlineMs,
          goneMs: begunAtMs - startedAtMs,
        };
        // What was begun aloud must be ended.
        if (handed.early === '' && !mayAskAgain({ ...wait, made, expectedMs: answerMs })) {
          when = 'in haste';
          break;
        }
        const answer = await answerAll(translator, sentence, { ...one, lost }, asked, handed);
        answerMs = Math.max(answerMs, clock() - begunAtMs);
        firstClauseMs ??= answer.firstClauseMs;
        const { text } = answer;
        checks = tries.check(sentence, text, one.context);
        asked.signal.throwIfAborted();
        const told = { checks, firstClauseMs, translator: name };
        if (passed(checks)) return { ...told, text, context: one.context, babbles: false };
        refused = text;
        isEndless &&= answer.isEndless;
        lost = isJapanese(to) ? missingWords(pairOf(sentence, text)) : [];
      }
      const last = { text: undefined, checks, firstClauseMs, translator: name, babbles: isEndless };
      return { ...last, context: [], refused: { text: refused, when } };
    },
  };
  return tries;
}

function leftMs({ soundLeftMs }: InterpretOptions): number {
  return soundLeftMs === undefined ? 0 : (soundLeftMs() ?? Number.POSITIVE_INFINITY);
}

/** A condition is no sentence of its own: what it is a condition of follows it. */
function joined(texts: readonly string[]): string {
  return texts
    .map((text, i) =>
      i < texts.length - 1
        ? text.replace(/(場合(?:に)?は?|とき(?:に)?は?|ので|ため|[れえけせてねべめ]ば|たら)。$/u, '$1、')
        : text,
    )
    .join('');
}

function isJapanese(language: string): boolean {
  return /^ja\b/.test(language);
}
