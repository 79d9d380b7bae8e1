import { EMPTY } from './flat.ts';
import { type Inline, readInline } from './inline.ts';
import { withoutSecrets } from './secrets.ts';

const BEGIN = /-----BEGIN [A-Z0-9 ]*(?:PRIVATE KEY|CERTIFICATE)/g;
const END = /-----END [A-Z0-9 ]*-----/;
const NOTHING: Inline = { flat: EMPTY, halfOpen: false, images: 0, endsInSecret: false };

/** Reads inline Markdown piece by piece; of a private key that goes over several pieces nothing is read. */
export interface SafeReader {
  /** Reads what follows the passed text; may be asked many times. */
  read(raw: string): Inline;
  passed(raw: string): void;
}

export function createSafeReader(): SafeReader {
  let inKey = false;

  /** What stands behind the key, or undefined where the key goes on. */
  function behind(raw: string): string | undefined {
    if (!inKey) return raw;
    const end = END.exec(raw);
    return end === null ? undefined : raw.slice(end.index + end[0].length);
  }

  return {
    read(raw) {
      const open = behind(raw);
      return open === undefined ? NOTHING : readInline(open);
    },
    passed(raw) {
      const open = behind(raw);
      if (open === undefined) return;
      const begin = [...open.matchAll(BEGIN)].at(-1);
      inKey = begin !== undefined && !END.test(open.slice(begin.index));
    },
  };
}

/** The lines of a block of code without secrets, also of a private key over several lines. */
export function createCodeKeeper(): (line: string) => string {
  let inKey = false;
  return (line) => {
    if (inKey) {
      inKey = !END.test(line);
      return '';
    }
    inKey = line.match(BEGIN) !== null && !END.test(line);
    return withoutSecrets({ ...EMPTY, text: line }).text;
  };
}
