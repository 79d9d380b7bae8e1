import type { Sentence } from '../spec/parts.ts';

/** A sentence, or a part of one. */
export type Part = Pick<Sentence, 'text' | 'spans' | 'language'>;

/** Shorter parts say too little for a model to know what they are about. */
const LEAST = 24;
const EDGES = /(?<=[.!?;:])\s+|(?<=,)\s+(?=(?:and|but|so|or|which|because|since|while|where|whereas|then|if|when)\b)/g;
/** Behind what a sentence begins with, up to the words with which its main clause begins. */
const INTRODUCTION =
  /(?<=^(?:If|When(?:ever)?|While|As|Since|Because|After|Before|Once|Unless|Although|Though|In|For|To|With|Without|Using|By|Sometimes|Instead)\b[^.;:!?]*,)\s+(?=(?:the|an?|this|that|these|those|it|you|we|they|I|there|let|he|she|[\w’']+(?: [\w’']+)? (?:is|are|was|were|will|can|may|must|should|has|have|use|uses))\b)/g;

/**
 * A sentence as two, cut at the clause edge nearest its middle; whole where there is none. No span is cut, and no word
 * is lost.
 */
export function halves(sentence: Part): Part[] {
  const { text, spans } = sentence;
  const edges = [...text.matchAll(EDGES), ...[...text.matchAll(INTRODUCTION)].slice(0, 1)]
    .map(({ index, 0: gap }) => ({ before: index, after: index + gap.length }))
    .filter(({ before, after }) => before >= LEAST && text.length - after >= LEAST)
    .filter(({ before, after }) => spans.every(({ start, end }) => end <= before || start >= after));
  const middle = text.length / 2;
  const [edge] = edges.sort((a, b) => Math.abs(a.before - middle) - Math.abs(b.before - middle));
  if (edge === undefined) return [sentence];
  return [part(sentence, 0, edge.before), part(sentence, edge.after, text.length)];
}

function part({ text, spans, language }: Part, from: number, to: number): Part {
  const own = spans.filter(({ start, end }) => start >= from && end <= to);
  return {
    text: text.slice(from, to),
    spans: own.map((span) => ({ ...span, start: span.start - from, end: span.end - from })),
    language,
  };
}
