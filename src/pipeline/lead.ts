/** How long the voice takes from a text to its first sound, as far as this run has seen it. */
export function createLead() {
  let leadMs = 0;

  return {
    /** Reports a text whose first sound took so long. */
    learn(firstMs: number): void {
      // As at the gate: slowness is believed at once. Sound that was only remembered comes in no time.
      leadMs = firstMs > leadMs ? firstMs : 0.7 * leadMs + 0.3 * firstMs;
    },
    /** What is left for a translation, when so much sound is left. */
    deadlineMs: (soundLeftMs: number | undefined): number | undefined =>
      soundLeftMs === undefined ? undefined : Math.max(0, soundLeftMs - leadMs),
  };
}

export type Lead = ReturnType<typeof createLead>;
