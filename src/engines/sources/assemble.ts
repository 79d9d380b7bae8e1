import { isRecord, parseJson } from './json.ts';

/** One value of JSON, text that is none, or nothing yet. */
export type Assembled =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'not-json'; readonly text: string };

export interface Assembler {
  /** What this line completes: at most the ruin of an object before it, and a value. */
  line(text: string): Assembled[];
  /** True while an object has begun and its end has not come. */
  readonly open: boolean;
  end(): Assembled[];
}

const MAX_PENDING = 16 * 1024 * 1024;

/**
 * Makes values of lines. Agents write one object a line; a hook's payload may be printed over several, and an event
 * stream may cut one over several `data:` lines. A line that is a whole object ends a broken one before it.
 */
export function createAssembler(): Assembler {
  let pending: string[] = [];
  let size = 0;
  let depth = 0;

  function drop(): Assembled[] {
    if (pending.length === 0) return [];
    const text = pending.join('\n');
    pending = [];
    size = 0;
    depth = 0;
    return [{ type: 'not-json', text }];
  }

  function first(text: string): Assembled[] {
    const value = parseJson(text);
    if (value !== undefined) return [{ type: 'value', value }];
    const nesting = /^\s*\{\s*(?:"|$)/.test(text) ? nestingOf(text) : 0;
    if (nesting <= 0) return [{ type: 'not-json', text }];
    pending = [text];
    size = text.length;
    depth = nesting;
    return [];
  }

  function next(text: string): Assembled[] {
    if (text.trim() === '') return [];
    // An indented line belongs to what is open; a whole object at the margin is a new one.
    if (text.startsWith('{')) {
      const value = parseJson(text);
      if (isRecord(value)) return [...drop(), { type: 'value', value }];
    }
    const nesting = /^\s*["{}[\]\d\-tfn,:]/.test(text) ? nestingOf(text) : Number.NaN;
    if (Number.isNaN(nesting) || size + text.length > MAX_PENDING) return [...drop(), ...first(text)];
    pending.push(text);
    size += text.length + 1;
    depth += nesting;
    if (depth > 0) return [];
    const whole = pending.join('\n');
    const value = parseJson(whole);
    if (value === undefined) return drop();
    pending = [];
    size = 0;
    depth = 0;
    return [{ type: 'value', value }];
  }

  return {
    line: (text) => (pending.length > 0 ? next(text) : first(text)),
    get open() {
      return pending.length > 0;
    },
    end: drop,
  };
}

/** How many more brackets the line opens than it closes; NaN where it ends inside a string, which JSON forbids. */
function nestingOf(text: string): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
  }
  return inString ? Number.NaN : depth;
}
