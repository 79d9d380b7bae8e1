import type { Announcement, Sentence, Span } from '../spec/parts.ts';
import { renderAnnouncement } from './announce.ts';
import { createBlocks } from './blocks.ts';
import { createCleaner } from './clean.ts';
import type { CodePolicy } from './constructs/code-block.ts';
import { type Flat, slice } from './flat.ts';
import { detectLanguage } from './language.ts';
import { markSpans } from './spans.ts';
import { hostOf, toSpoken } from './spoken.ts';

export interface SentencerOptions {
  readonly nextId: () => string;
  readonly messageId: string;
  readonly code: CodePolicy;
  /** BCP 47, where it is known; otherwise every sentence is looked at. */
  readonly language?: string;
}

export interface Sentencer {
  /** The sentences that this text completes. */
  write(text: string): Sentence[];
  /** What is left, at the end of the block. */
  end(): Sentence[];
}

const NOT_PROSE: ReadonlySet<string> = new Set(['code', 'url', 'path', 'identifier', 'hash', 'flag']);
const HAS_WORDS = /[\p{L}\p{N}]/u;

/**
 * Makes sentences worth hearing of one block of an agent's Markdown while it is written. The same sentences come
 * however the text is cut. Cannot fail.
 */
export function createSentencer(options: SentencerOptions): Sentencer {
  const { nextId, messageId, code } = options;
  const cleaner = createCleaner();
  let out: Sentence[] = [];

  function sentence(flat: Flat): void {
    const marked = markSpans(slice(flat, 0, flat.text.length));
    const { text, spans } = marked;
    if (!HAS_WORDS.test(text)) return;
    const only = onlyUrl(marked);
    if (only !== undefined) {
      announced({ key: 'link', host: hostOf(only) }, text, spans);
      return;
    }
    const spoken = toSpoken(text, spans);
    if (!HAS_WORDS.test(spoken)) return;
    const language = options.language ?? detectLanguage(wordsOf(marked));
    out.push({ sentenceId: nextId(), messageId, text, spans, spoken, language });
  }

  function announced(announce: Announcement, text: string, spans: readonly Span[]): void {
    const spoken = renderAnnouncement(announce, 'en');
    out.push({ sentenceId: nextId(), messageId, text, spans, spoken, language: 'en', announce });
  }

  const blocks = createBlocks(code, {
    sentence,
    codeLine(text) {
      const line = text.trim();
      sentence({ text: line, spans: [{ start: 0, end: line.length, kind: 'code' }] });
    },
    announce: (announcement) => announced(announcement, renderAnnouncement(announcement, 'en'), []),
  });

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
      return take();
    },
  };
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
