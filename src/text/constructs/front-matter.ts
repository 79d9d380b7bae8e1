/** Lines about a document before it begins: between two lines of `---`, the first of them the very first line. */
export interface FrontMatter {
  /** Whether this line, without its ending, is held as a part of it. */
  takes(line: string): boolean;
  /** True where the next line decides, so that it must be known whole. */
  deciding(): boolean;
  /** The held lines, once they turned out to be prose after all; nothing where they were front matter. */
  release(): readonly string[];
}

const MARK = /^---\s*$/;
const END = /^(?:---|\.\.\.)\s*$/;
const KEY = /^[a-z_][\w.-]*:(?:\s|$)/;
const INSIDE = /^(?:\s+\S|-\s|#|["']?[A-Za-z_][\w."' -]*:(?:\s|$)|[}\]])/;

export function createFrontMatter(): FrontMatter {
  let state: 'first' | 'second' | 'inside' | 'over' = 'first';
  let held: string[] = [];

  function next(line: string): typeof state {
    if (state === 'first') return MARK.test(line) ? 'second' : 'over';
    if (state === 'second') return KEY.test(line) ? 'inside' : 'over';
    return state === 'inside' && INSIDE.test(line) ? 'inside' : 'over';
  }

  return {
    takes(line) {
      if (state === 'over') return false;
      if (state === 'inside' && END.test(line)) {
        state = 'over';
        held = [];
        return true;
      }
      state = next(line);
      if (state === 'over') return false;
      held.push(line);
      return true;
    },
    deciding: () => state === 'second' || state === 'inside',
    release() {
      const lines = held;
      held = [];
      state = 'over';
      return lines;
    },
  };
}
