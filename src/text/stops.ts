import { isCjkStop, isCloser, isSpace, isStop } from './characters.ts';

/** Watches a text, one UTF-16 code unit after another, for places where a sentence may have ended. */
export interface Stops {
  /** True where this is the first character after a possible end: before it something may be said. */
  before(char: string): boolean;
  /** Takes the character in. True where the possible end now lies behind it. */
  after(char: string): boolean;
  /** True where the text so far ends with a possible end and perhaps whitespace. */
  pending(): boolean;
}

type Phase = 'text' | 'stop' | 'stop-space' | 'cjk-stop';

export function createStops(): Stops {
  let phase: Phase = 'text';
  return {
    before(char) {
      if (phase === 'stop-space') return !isSpace(char);
      return phase === 'cjk-stop' && !isCloser(char) && !isCjkStop(char) && !isStop(char);
    },
    after(char) {
      if (isCjkStop(char)) phase = 'cjk-stop';
      else if (isStop(char)) phase = phase === 'cjk-stop' ? 'cjk-stop' : 'stop';
      else if (isSpace(char)) {
        if (phase === 'stop') phase = 'stop-space';
        else if (phase === 'cjk-stop') phase = 'text';
        return false;
      } else if (!isCloser(char) || phase === 'stop-space') phase = 'text';
      return phase !== 'text';
    },
    pending: () => phase !== 'text',
  };
}
