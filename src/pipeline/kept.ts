import type { Sentence, Span } from '../spec/parts.ts';

const PROTECTED = new Set(['code', 'path', 'identifier', 'version', 'flag', 'hash', 'url', 'uuid', 'env', 'email']);

/** The spans of a sentence that no translator may change. */
export function keptOf({ spans }: Pick<Sentence, 'spans'>): Span[] {
  return spans.filter(({ kind }) => PROTECTED.has(kind)).sort((a, b) => a.start - b.start);
}

/** Names that may be said in the letters of another language. */
export function namesOf({ spans }: Pick<Sentence, 'spans'>): Span[] {
  return spans.filter(({ kind }) => kind === 'name').sort((a, b) => a.start - b.start);
}
