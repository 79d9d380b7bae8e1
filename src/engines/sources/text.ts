import type { Source } from '../../spec/contracts.ts';
import type { SourcePart } from '../../spec/parts.ts';

const MESSAGE_ID = 'text-1';

/**
 * Plain text or Markdown, one block of prose in one turn. Escape sequences of terminals stay in: the text room takes
 * them out of every agent's prose. Bytes that are not UTF-8 become U+FFFD.
 */
export function createTextSource(): Source {
  const decoder = new TextDecoder('utf-8');
  let open = false;

  function parts(text: string): SourcePart[] {
    if (text === '') return [];
    const out: SourcePart[] = [];
    if (!open) {
      open = true;
      out.push({ type: 'turn-start', turnId: 'turn-1' }, { type: 'text-start', messageId: MESSAGE_ID });
    }
    out.push({ type: 'text-delta', text });
    return out;
  }

  return {
    format: 'text',
    write: (chunk) => parts(decoder.decode(chunk, { stream: true })),
    end() {
      const out = parts(decoder.decode());
      if (!open) return out;
      open = false;
      out.push({ type: 'text-end' }, { type: 'turn-end', reason: 'end-of-input' });
      return out;
    },
  };
}
