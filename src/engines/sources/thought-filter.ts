export interface ThoughtFilter {
  /** The prose of the next piece. */
  write(text: string): string;
  /** What was held because a thought might have begun. */
  end(): string;
}

const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Takes out the thoughts that local models write into their answer's beginning, `<think>…</think>`, where their server
 * does not. Only there: later in an answer the word is prose about it.
 */
export function createThoughtFilter(): ThoughtFilter {
  let state: 'start' | 'thought' | 'prose' = 'start';
  let held = '';

  function start(): string {
    const shown = held.trimStart();
    if (shown.length < OPEN.length && OPEN.startsWith(shown)) return '';
    if (shown.startsWith(OPEN)) {
      state = 'thought';
      held = shown.slice(OPEN.length);
      return thought();
    }
    state = 'prose';
    return take();
  }

  function thought(): string {
    const at = held.indexOf(CLOSE);
    if (at < 0) {
      held = held.slice(1 - CLOSE.length);
      return '';
    }
    // Another thought may follow at once.
    state = 'start';
    held = held.slice(at + CLOSE.length);
    return start();
  }

  function take(): string {
    const text = held;
    held = '';
    return text;
  }

  return {
    write(text) {
      if (state === 'prose') return text;
      held += text;
      return state === 'start' ? start() : thought();
    },
    end: () => (state === 'start' ? take() : ''),
  };
}
