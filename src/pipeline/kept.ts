import type { Sentence } from '../spec/parts.ts';

const PROTECTED = new Set(['code', 'path', 'identifier', 'version', 'flag', 'hash', 'url', 'uuid', 'env', 'email']);

/** The stretches of a sentence that no translator may change. */
export function keptOf({ text, spans }: Pick<Sentence, 'text' | 'spans'>): string[] {
  return spans.filter(({ kind }) => PROTECTED.has(kind)).map(({ start, end }) => text.slice(start, end));
}
