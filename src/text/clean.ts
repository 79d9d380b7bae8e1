/** What is left out of a text before anything else looks at it. */
export interface Cleaner {
  write(text: string): string;
  end(): string;
}

type State = 'text' | 'escape' | 'csi' | 'string' | 'string-escape';

const MAX_ESCAPE_LENGTH = 4096;
const ESC = 0x1b;
const BEL = 0x07;
const LF = 0x0a;
const CR = 0x0d;
// Control characters, except tab, line feed and, held apart, carriage return.
const SPECIAL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/**
 * Takes out escape sequences of terminals (CSI, OSC and the other strings) and control characters, and makes every
 * line ending a line feed. A sequence may be cut anywhere; one that never ends gives up at a line's end.
 */
export function createCleaner(): Cleaner {
  let state: State = 'text';
  let escapeLength = 0;
  let afterCr = false;

  function step(code: number): string {
    if (state === 'text') return plain(code);
    escapeLength += 1;
    if (code === LF || escapeLength > MAX_ESCAPE_LENGTH) {
      state = 'text';
      return plain(code);
    }
    state = next(state, code);
    return '';
  }

  function plain(code: number): string {
    const lineFeedOfCrLf = afterCr && code === LF;
    afterCr = code === CR;
    if (lineFeedOfCrLf) return '';
    if (code === CR) return '\n';
    if (code === ESC || code === 0x9b) {
      state = code === ESC ? 'escape' : 'csi';
      escapeLength = 0;
      return '';
    }
    const char = String.fromCharCode(code);
    return SPECIAL.test(char) ? '' : char;
  }

  return {
    write(text) {
      if (state === 'text' && !afterCr && !SPECIAL.test(text)) return text;
      let out = '';
      for (let i = 0; i < text.length; i += 1) out += step(text.charCodeAt(i));
      return out;
    },
    end() {
      state = 'text';
      afterCr = false;
      return '';
    },
  };
}

function next(state: State, code: number): State {
  if (state === 'escape') {
    if (code === 0x5b) return 'csi';
    // OSC, DCS, SOS, PM, APC hold a string up to BEL or ESC \.
    if (code === 0x5d || code === 0x50 || code === 0x58 || code === 0x5e || code === 0x5f) return 'string';
    return code >= 0x20 && code <= 0x2f ? 'escape' : 'text';
  }
  if (state === 'csi') return code >= 0x40 && code <= 0x7e ? 'text' : 'csi';
  if (state === 'string-escape') return code === 0x5c ? 'text' : 'string';
  if (code === BEL) return 'text';
  return code === ESC ? 'string-escape' : 'string';
}
