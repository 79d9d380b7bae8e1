import type { Announcement, Sentence } from '../spec/parts.ts';
import { renderAnnouncement } from './announce.ts';
import { createBlocks, type Item } from './blocks.ts';
import { createCleaner } from './clean.ts';
import type { CodePolicy } from './constructs/code-block.ts';
import { type Flat, slice } from './flat.ts';
import { detectLanguage } from './language.ts';
import { createListGatherer, type Draft } from './lists.ts';
import { createPlacer } from './placer.ts';
import { createCodeKeeper } from './safe-inline.ts';
import { markSpans } from './spans.ts';
import { hostOf, type Spoken, toSpoken } from './spoken.ts';

export interface SentencerOptions {
  readonly nextId: () => string;
  readonly messageId: string;
  readonly code: CodePolicy;
  /** BCP 47, where it is known; otherwise every sentence is looked at. */
  readonly language?: string;
  /** A long first sentence leaves at the edge of a clause, before its end is known; for the first block of a turn. */
  readonly early?: boolean;
  /** How texts are said, where it is not by all rules. */
  readonly spoken?: Spoken;
}

export interface Sentencer {
  /** The sentences that this text completes. */
  write(text: string): Sentence[];
  /** What is left, at the end of the block. */
  end(): Sentence[];
}

const NOT_PROSE: ReadonlySet<string> = new Set(
  'code url path identifier hash flag env uuid email key math name version'.split(' '),
);
const HAS_WORDS = /[\p{L}\p{N}]/u;
const MAX_NUMBER = 99;

/**
 * Makes sentences worth hearing of one block of an agent's Markdown while it is written. The same sentences come
 * however the text is cut. Cannot fail.
 */
export function createSentencer(options: SentencerOptions): Sentencer {
  const { nextId, messageId, code, early = false, spoken: say = toSpoken } = options;
  const cleaner = createCleaner();
  const codeKeeper = createCodeKeeper();
  const lists = createListGatherer(emit);
  const placer = createPlacer();
  let intro: Announcement | undefined;
  let out: Sentence[] = [];

  function sentence(flat: Flat, aloud?: Flat): void {
    const marked = markSpans(slice(flat, 0, flat.text.length));
    if (!HAS_WORDS.test(marked.text)) return;
    const only = onlyUrl(marked);
    const announce: Announcement | undefined = only === undefined ? undefined : { key: 'link', host: hostOf(only) };
    const lead = intro !== undefined && saysItself(intro, marked.text) ? undefined : intro;
    intro = undefined;
    lists.sentence({
      ...marked,
      ...(aloud ? { aloud: markSpans(aloud) } : {}),
      ...(announce ? { announce } : {}),
      ...(lead ? { intro: lead } : {}),
      place: placer.place(),
    });
  }

  function emit({ text: written, spans, aloud, announce, intro: lead, place }: Draft): void {
    const said = announce === undefined ? undefined : renderAnnouncement(announce, 'en');
    const text = written === '' ? (said ?? '') : written;
    const language = said === undefined ? (options.language ?? detectLanguage(wordsOf({ text, spans }))) : 'en';
    const spoken = said ?? say(aloud?.text ?? text, aloud?.spans ?? spans, language);
    if (!HAS_WORDS.test(spoken)) return;
    const led = lead === undefined ? spoken : `${renderAnnouncement(lead, language)} ${spoken}`.replace('、 ', '、');
    out.push({
      ...{ sentenceId: nextId(), messageId, text, spans, spoken: led, language },
      ...(announce === undefined ? {} : { announce }),
      ...(lead === undefined ? {} : { intro: lead }),
      ...(place === undefined ? {} : { place }),
    });
  }

  const blocks = createBlocks(
    { policy: code, early },
    {
      sentence,
      codeLine(text) {
        const line = codeKeeper(text.trim());
        sentence({ text: line, spans: [{ start: 0, end: line.length, kind: 'code' }] });
      },
      announce: (announce) => lists.sentence({ text: '', spans: [], announce, place: placer.place() }),
      block: placer.block,
      item(item, depth) {
        intro = introOf(item, depth);
        placer.item(depth);
        lists.item();
      },
      outside() {
        intro = undefined;
        placer.outside();
        lists.outside();
      },
    },
  );

  function take(): Sentence[] {
    const sentences = out;
    out = [];
    return sentences;
  }

  return {
    write(text) {
      blocks.write(cleaner.write(text));
      return take();
    },
    end() {
      blocks.write(cleaner.end());
      blocks.end();
      lists.end();
      return take();
    },
  };
}

/** A task says whether it is done, an item of an outermost ordered list its number, a footnote what it is. */
function introOf({ task, number, footnote }: Item, depth: number): Announcement | undefined {
  if (footnote === true) return { key: 'footnote' };
  if (task !== undefined) return { key: 'task', done: task };
  if (number !== undefined && depth === 1 && number > 0 && number <= MAX_NUMBER) return { key: 'item', number };
  return undefined;
}

/** "1. Step 1 …" needs no further number. */
function saysItself(intro: Announcement, text: string): boolean {
  return intro.key === 'item' && /^(?:\d|(?:step|phase|part|option|stage)\s+\w+\b)/i.test(text);
}

function onlyUrl({ text, spans }: Flat): string | undefined {
  const [span] = spans;
  if (span?.kind !== 'url' || HAS_WORDS.test(text.slice(0, span.start) + text.slice(span.end))) return undefined;
  return text.slice(span.start, span.end);
}

function wordsOf({ text, spans }: Flat): string {
  let words = '';
  let at = 0;
  for (const span of spans) {
    if (!NOT_PROSE.has(span.kind)) continue;
    words += `${text.slice(at, span.start)} `;
    at = span.end;
  }
  return words + text.slice(at);
}
