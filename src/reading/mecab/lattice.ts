/** The nodes of one sentence's lattice in flat arrays that grow and are used again for the next sentence. */
export interface Lattice {
  start: Int32Array;
  end: Int32Array;
  left: Int32Array;
  right: Int32Array;
  wordCost: Int32Array;
  /** Best cost from the sentence's start to this node's end. */
  total: Int32Array;
  previous: Int32Array;
  /** The next node that ends at the same byte. */
  sameEnd: Int32Array;
  origin: Int32Array;
  token: Int32Array;
  count: number;
  /** By byte: the node that was last found to end there, or -1. */
  lastEndingAt: Int32Array;
}

const FIELDS = [
  'start',
  'end',
  'left',
  'right',
  'wordCost',
  'total',
  'previous',
  'sameEnd',
  'origin',
  'token',
] as const;

export function createLattice(capacity = 4096): Lattice {
  const field = (): Int32Array => new Int32Array(capacity);
  return {
    start: field(),
    end: field(),
    left: field(),
    right: field(),
    wordCost: field(),
    total: field(),
    previous: field(),
    sameEnd: field(),
    origin: field(),
    token: field(),
    count: 0,
    lastEndingAt: new Int32Array(0),
  };
}

export function clearLattice(lattice: Lattice, bytes: number): void {
  lattice.count = 0;
  if (lattice.lastEndingAt.length < bytes + 1) lattice.lastEndingAt = new Int32Array((bytes + 1) * 2);
  lattice.lastEndingAt.fill(-1, 0, bytes + 1);
}

/** Index of a fresh node. */
export function addNode(lattice: Lattice): number {
  if (lattice.count === lattice.start.length) {
    for (const name of FIELDS) {
      const wider = new Int32Array(lattice.count * 2);
      wider.set(lattice[name]);
      lattice[name] = wider;
    }
  }
  return lattice.count++;
}
