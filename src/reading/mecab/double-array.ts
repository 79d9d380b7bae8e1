/**
 * Darts' double array, as MeCab embeds it in its dictionaries: units of eight bytes, a signed `base` and an unsigned
 * `check`. From a node with base `b` the byte `c` leads to unit `b + c + 1` when that unit's check is `b`; a unit `b` whose
 * check is `b` and whose base is negative ends a key with the value `-base - 1` (darts.h, T. Kudo).
 */
export interface DoubleArray {
  /**
   * Every key that is a prefix of `bytes[start, end)`: writes pairs of (value, end of the key) to `out` and gives the number
   * of pairs, shortest key first.
   */
  prefixes(bytes: Uint8Array, start: number, end: number, out: Int32Array): number;
  /** The value of exactly this key, or -1. */
  exact(key: Uint8Array): number;
}

export function openDoubleArray(view: DataView, offset: number, size: number): DoubleArray {
  const units = Math.floor(size / 8);
  const base = (unit: number): number => view.getInt32(offset + unit * 8, true);
  const check = (unit: number): number => view.getUint32(offset + unit * 8 + 4, true);
  const valueAt = (b: number): number => (b < units && check(b) === b && base(b) < 0 ? -base(b) - 1 : -1);

  return {
    prefixes(bytes, start, end, out) {
      let b = base(0);
      let found = 0;
      for (let at = start; ; at++) {
        const value = valueAt(b);
        if (value >= 0 && at > start && found * 2 + 1 < out.length) {
          out[found * 2] = value;
          out[found * 2 + 1] = at;
          found++;
        }
        if (at >= end) return found;
        const next = b + (bytes[at] ?? 0) + 1;
        if (next >= units || check(next) !== b) return found;
        b = base(next);
      }
    },
    exact(key) {
      let b = base(0);
      for (const byte of key) {
        const next = b + byte + 1;
        if (next >= units || check(next) !== b) return -1;
        b = base(next);
      }
      return valueAt(b);
    },
  };
}
