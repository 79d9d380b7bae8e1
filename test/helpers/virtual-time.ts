import { tick } from './fakes.ts';

/** A clock that stands still while anything is at work, and then goes to the next moment that someone waits for. */
export function createVirtualTime() {
  let nowMs = 0;
  let running = true;
  const waits: Array<{ atMs: number; wake: () => void }> = [];

  async function run(): Promise<void> {
    while (running) {
      for (let i = 0; i < 20; i += 1) await tick();
      waits.sort((a, b) => a.atMs - b.atMs);
      const next = waits.shift();
      if (next === undefined) continue;
      nowMs = Math.max(nowMs, next.atMs);
      next.wake();
    }
  }
  void run();

  return {
    clock: () => nowMs,
    sleep: (durationMs: number) =>
      new Promise<undefined>((resolve) => {
        waits.push({ atMs: nowMs + durationMs, wake: () => resolve(undefined) });
      }),
    stop(): void {
      running = false;
    },
  };
}
