/** Silence after a clause, in milliseconds, by what it ends with. */
export const PAUSE_MS = { sentence: 580, mark: 100, none: 50 } as const;
