import type { Sentence } from '../../src/spec/parts.ts';
import type { CodePolicy } from '../../src/text/constructs/code-block.ts';
import { createSentencer } from '../../src/text/sentencer.ts';

/** The sentences of a text that comes in these pieces. */
export function sentencesOf(pieces: string | readonly string[], code: CodePolicy = 'announce'): Sentence[] {
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `s${ids}`;
  };
  const sentencer = createSentencer({ nextId, messageId: 'm1', code });
  const out = [pieces].flat().flatMap((piece) => sentencer.write(piece));
  return [...out, ...sentencer.end()];
}

export function texts(pieces: string | readonly string[], code?: CodePolicy): string[] {
  return sentencesOf(pieces, code).map((sentence) => sentence.text);
}

/** What has been said before the end is known. */
export function textsSoFar(text: string): string[] {
  const sentencer = createSentencer({ nextId: () => 's', messageId: 'm1', code: 'announce' });
  return sentencer.write(text).map((sentence) => sentence.text);
}

/** The pieces of a text that end at the cuts, in UTF-16 code units. */
export function cut(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...places, text.length].map((place, index) => text.slice(places[index - 1] ?? 0, place));
}

export function words(text: string): string {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
