import type { Road } from '../pipeline/road.ts';

/** A player that takes sound as fast as it is made, and shows it. */
export function createSink(onSound: (samples: Float32Array) => void = () => {}): Road['player'] {
  return {
    name: 'sink',
    realTime: false,
    async write(samples) {
      onSound(samples);
    },
    async drain() {},
    stop() {},
  };
}
