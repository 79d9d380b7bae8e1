import { EMPTY } from './flat.ts';
import { withoutSecrets } from './secrets.ts';

/** Takes secrets out of a text that comes in pieces, for what shows or logs it. A line is passed on when it has ended. */
export interface SecretFilter {
  write(text: string): string;
  end(): string;
}

const BEGIN = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;
const END = /-----END [A-Z0-9 ]*-----/;
const MAX_HELD = 4000;

/**
 * Words are passed on as they end, except where a line names something secret: that line waits for its end. Between
 * the marks of a private key nothing is passed on.
 */
export function createSecretFilter(): SecretFilter {
  let held = '';
  let inKey = false;

  function clean(text: string): string {
    let out = '';
    for (const line of text.split(/(?<=\n)/)) {
      if (inKey) {
        inKey = !END.test(line);
        continue;
      }
      inKey = BEGIN.test(line) && !END.test(line);
      out += withoutSecrets({ ...EMPTY, text: line }).text;
    }
    return out;
  }

  return {
    write(text) {
      held += text;
      const line = held.lastIndexOf('\n') + 1;
      const rest = held.slice(line);
      const names = /pass|pwd|secret|token|key|auth|bearer|basic|credential|-----/i.test(rest);
      const word = names ? line : Math.max(line, held.lastIndexOf(' ') + 1);
      const at = held.length > MAX_HELD ? held.length : word;
      if (at === 0) return '';
      const out = clean(held.slice(0, at));
      held = held.slice(at);
      return out;
    },
    end() {
      const out = clean(held);
      held = '';
      inKey = false;
      return out;
    },
  };
}
