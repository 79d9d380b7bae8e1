import type { Announcement } from '../../spec/parts.ts';

/** What becomes of blocks of code: nothing, one sentence about them, or their lines. */
export type CodePolicy = 'skip' | 'announce' | 'read';

export interface FenceStart {
  readonly char: string;
  readonly length: number;
  readonly language: string;
}

/** What a formula on lines of its own goes by as a language: it is announced as one. */
export const MATH = 'math';

/** How a fenced block begins (CommonMark 4.5), or undefined. The language is the first word after the fence. */
export function readFenceStart(rest: string): FenceStart | undefined {
  // $$ and \\[ alone in their line begin a formula.
  if (/^(?:\$\$|\\\[)\s*$/.test(rest)) return { char: rest.charAt(0), length: 2, language: MATH };
  const match = /^(`{3,}|~{3,}) *([^\s{,]*)/.exec(rest);
  const fence = match?.[1];
  if (fence === undefined || (fence.startsWith('`') && rest.includes('`', fence.length))) return undefined;
  return { char: fence.charAt(0), length: fence.length, language: match?.[2] ?? '' };
}

export function isFenceEnd(fence: FenceStart, indent: number, rest: string): boolean {
  if (fence.char === '\\') return rest.trim() === '\\]';
  if (indent > 3 || !rest.startsWith(fence.char.repeat(fence.length))) return false;
  return rest.replaceAll(fence.char, '').trim() === '';
}

export interface CodeBlock {
  line(text: string): void;
  end(): void;
}

/** Counts or reads the lines of one block; blank lines at the end of an indented block are none of its lines. */
export function createCodeBlock(
  options: { readonly policy: CodePolicy; readonly language: string; readonly fenced: boolean },
  out: { announce(announcement: Announcement): void; codeLine(text: string): void },
): CodeBlock {
  const { policy, language, fenced } = options;
  let lines = 0;
  let blank = 0;
  return {
    line(text) {
      if (text.trim() === '') {
        blank += 1;
        return;
      }
      lines += blank + 1;
      blank = 0;
      if (policy === 'read' && language !== MATH) out.codeLine(text);
    },
    end() {
      if (fenced) lines += blank;
      if (lines === 0) return;
      if (language === MATH && policy !== 'skip') out.announce({ key: 'formula' });
      else if (policy === 'announce') out.announce({ key: 'code-block', language, lines });
    },
  };
}
