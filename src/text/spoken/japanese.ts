import type { Span } from '../../spec/parts.ts';
import type { Spoken } from './index.ts';
import { fileAndLine, hostOf, isPath, withoutSigns } from './names.ts';

/** Text in Japanese: only what has no words of its own is changed; the reading room knows the rest. */
export function createJapaneseSpoken(): Spoken {
  return (text, spans) => {
    let out = '';
    let at = 0;
    for (const span of spans) {
      out += withoutSigns(text.slice(at, span.start)) + withoutSigns(say(text.slice(span.start, span.end), span.kind));
      at = span.end;
    }
    return (out + withoutSigns(text.slice(at))).replace(/\s+/g, ' ').trim();
  };
}

function say(written: string, kind: Span['kind']): string {
  if (kind === 'url' || (kind === 'code' && /^[a-z+]+:\/\//i.test(written))) return `${hostOf(written)}へのリンク`;
  if (kind === 'path' || (kind === 'code' && isPath(written))) {
    const { file, line } = fileAndLine(written);
    return line === undefined ? file : `${file}の${line}行目`;
  }
  if (kind === 'uuid') return `${written.slice(0, 4)}で始まるUUID`;
  if (kind === 'hash' && !written.startsWith('#')) return written.slice(0, 7);
  return written;
}
