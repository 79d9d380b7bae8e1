import { createAutoSource } from '../../src/engines/sources/index.ts';
import type { Sentence } from '../../src/spec/parts.ts';
import { createSentencer } from '../../src/text/sentencer.ts';

/** What is wrong with how these bytes are read and said, or undefined: they throw, or another cutting says other things. */
export function examine(bytes: Uint8Array, cuts: readonly number[]): string | undefined {
  try {
    const whole = hear([bytes]);
    for (const { text, spoken, spans } of whole) {
      if (/[*`|#\\\u0000-\u001f]|https?:\/\//.test(spoken)) return `says a sign: ${spoken}`;
      let at = 0;
      for (const { start, end } of spans) {
        if (start < at || end <= start || end > text.length) return `has spans in disorder: ${text}`;
        at = end;
      }
    }
    const sorted = [...new Set(cuts)].sort((a, b) => a - b);
    const pieces = [...sorted, bytes.length].map((end, i) => bytes.subarray(sorted[i - 1] ?? 0, end));
    const cut = hear(pieces);
    return JSON.stringify(cut) === JSON.stringify(whole)
      ? undefined
      : `cut at ${sorted.join(', ')} it says other things`;
  } catch (error) {
    return `throws ${error instanceof Error ? error.stack : String(error)}`;
  }
}

/** All sentences of a stream whose format is found by itself. */
function hear(pieces: readonly Uint8Array[]): Sentence[] {
  const source = createAutoSource();
  const out: Sentence[] = [];
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `s${ids}`;
  };
  let messageId = '';
  let sentencer: ReturnType<typeof createSentencer> | undefined;
  const finish = () => {
    if (sentencer !== undefined) out.push(...sentencer.end());
    sentencer = undefined;
  };
  for (const part of [...pieces.flatMap((piece) => source.write(piece)), ...source.end()]) {
    if (part.type === 'text-start') {
      finish();
      messageId = part.messageId;
    } else if (part.type === 'text-delta') {
      sentencer ??= createSentencer({ nextId, messageId, code: 'announce', early: true });
      out.push(...sentencer.write(part.text));
    } else if (part.type === 'text-end' || part.type === 'turn-end') finish();
    else if (part.type === 'abort') sentencer = undefined;
  }
  finish();
  return out;
}
