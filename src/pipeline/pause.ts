/** Silence between two sentences, in milliseconds. */
export const DEFAULT_PAUSE_MS = 450;
