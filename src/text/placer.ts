import type { BlockKind, Place } from '../spec/parts.ts';

/** Keeps where in its block of prose the next sentence stands. */
export function createPlacer() {
  let block = 0;
  let kind: BlockKind = 'paragraph';
  /** The outermost item of the list that goes on; 0 outside of lists. */
  let item = 0;

  return {
    block(next: BlockKind): void {
      if (item > 0) return;
      block += 1;
      kind = next;
    },
    item(depth: number): void {
      if (item === 0) {
        block += 1;
        kind = 'list';
      }
      if (depth === 1 || item === 0) item += 1;
    },
    outside(): void {
      item = 0;
    },
    place: (): Place => (item === 0 ? { block, kind } : { block, kind, item }),
  };
}
