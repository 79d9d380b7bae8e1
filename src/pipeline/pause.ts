/** With the 10 ms that voices leave at either end of a sound, 0.6 s between sentences. In milliseconds. */
export const DEFAULT_PAUSE_MS = 580;
