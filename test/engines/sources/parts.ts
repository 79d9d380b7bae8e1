import type { Source } from '../../../src/spec/contracts.ts';
import type { SourcePart } from '../../../src/spec/parts.ts';

/** Everything that a source gives for some bytes, in one piece or in pieces that end at the cuts. */
export function readAll(source: Source, bytes: Uint8Array, cuts: readonly number[] = []): SourcePart[] {
  const parts: SourcePart[] = [];
  let start = 0;
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  for (const place of [...places, bytes.length]) {
    parts.push(...source.write(bytes.slice(start, place)));
    start = place;
  }
  return [...parts, ...source.end()];
}

export function everyByte(bytes: Uint8Array): number[] {
  return [...bytes.keys()];
}

/** Parts in which neighbouring deltas are one: prose may come in other pieces, but not as other prose. */
export function joined(parts: readonly SourcePart[]): SourcePart[] {
  const out: SourcePart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.type === 'text-delta' && last?.type === 'text-delta') {
      out[out.length - 1] = { type: 'text-delta', text: last.text + part.text };
    } else out.push(part);
  }
  return out;
}

/** The prose of each block. */
export function blocks(parts: readonly SourcePart[]): string[] {
  const out: string[] = [];
  for (const part of parts) {
    if (part.type === 'text-start') out.push('');
    if (part.type === 'text-delta') out.push((out.pop() ?? '') + part.text);
  }
  return out;
}

export function ignored(parts: readonly SourcePart[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const part of parts) if (part.type === 'ignored') out[part.kind] = (out[part.kind] ?? 0) + part.count;
  return out;
}

export function types(parts: readonly SourcePart[]): string[] {
  return parts.map((part) => part.type);
}

/** Every `text-start` has its end, unless an abort makes it void; deltas stand inside; turns do not overlap. */
export function assertWellFormed(parts: readonly SourcePart[]): void {
  let open = false;
  let turn = false;
  for (const part of parts) {
    const wrong =
      (part.type === 'text-start' && (open || !turn)) ||
      (part.type === 'text-delta' && !open) ||
      (part.type === 'text-end' && !open) ||
      (part.type === 'turn-start' && turn) ||
      (part.type === 'turn-end' && (open || !turn));
    if (wrong) throw new Error(`${part.type} out of place in ${JSON.stringify(parts)}`);
    if (part.type === 'text-start') open = true;
    if (part.type === 'text-end' || part.type === 'abort') open = false;
    if (part.type === 'turn-start') turn = true;
    if (part.type === 'turn-end') turn = false;
  }
  if (open || turn) throw new Error('a block or a turn has no end');
}
