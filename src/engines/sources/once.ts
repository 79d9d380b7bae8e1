import type { Outlet } from './outlet.ts';

/** Says each block once, though a stream gives it in pieces and again as a whole. */
export interface Once {
  /** The next piece of a block. */
  delta(key: string, text: string, messageId?: string): void;
  /** The whole of a block: what was not said of it yet is said. The block is complete. */
  whole(key: string, text: string, messageId?: string): void;
  /** The whole of a block that still grows. */
  grow(key: string, text: string, messageId?: string): void;
  /** True where something of this block has been said. */
  said(key: string): boolean;
}

const REMEMBERED = 200;

/** Creates the memory of one stream; blocks are known by keys of the format's own. */
export function createOnce(outlet: Outlet): Once {
  const known = new Map<string, string>();

  function remember(key: string, text: string): void {
    known.delete(key);
    known.set(key, text);
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
  }

  function grow(key: string, text: string, messageId = key): void {
    const before = known.get(key);
    const missing = before === undefined ? text : missingAfter(before, text);
    if (missing === undefined) {
      // Said once in other words is said.
      outlet.count('other-copy');
      return;
    }
    if (missing === '') return;
    remember(key, before === undefined ? text : before + missing);
    outlet.say(key, missing, messageId);
  }

  return {
    delta(key, text, messageId = key) {
      if (text === '') return;
      remember(key, (known.get(key) ?? '') + text);
      outlet.say(key, text, messageId);
    },
    whole(key, text, messageId = key) {
      grow(key, text, messageId);
      if (outlet.open === key) outlet.close();
    },
    grow,
    said: (key) => known.has(key),
  };
}

/**
 * What a whole text has beyond what was said of it: '' where it has nothing more, undefined where it is another text.
 * White space may differ, since copies of a text are trimmed here and there.
 */
export function missingAfter(said: string, whole: string): string | undefined {
  if (whole.startsWith(said)) return whole.slice(said.length);
  let at = 0;
  for (const character of said) {
    if (/\s/.test(character)) continue;
    while (at < whole.length && /\s/.test(whole[at] ?? '')) at += 1;
    if (at >= whole.length) return '';
    if (!whole.startsWith(character, at)) return undefined;
    at += character.length;
  }
  return whole.slice(at).trim() === '' ? '' : whole.slice(at);
}
