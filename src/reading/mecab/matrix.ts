/**
 * matrix.bin: what it costs that two words stand side by side. Layout (MeCab's connector.cpp): two 16-bit sizes, then 16-bit
 * costs, `cost[right id of the left word + size * left id of the right word]`.
 */
export interface Matrix {
  readonly leftSize: number;
  readonly rightSize: number;
  cost(rightIdOfLeft: number, leftIdOfRight: number): number;
}

export function openMatrix(bytes: Uint8Array): Matrix {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const leftSize = view.getUint16(0, true);
  const rightSize = view.getUint16(2, true);
  if (bytes.byteLength < 4 + leftSize * rightSize * 2) throw new RangeError('matrix.bin is cut short');
  return {
    leftSize,
    rightSize,
    cost: (right, left) => view.getInt16(4 + (right + leftSize * left) * 2, true),
  };
}
