/** What the port takes from anybody, whoever it is: a server on a developer's machine must not be filled up. */
export const LIMITS = {
  connections: 128,
  /** Streams that are spoken, and texts that are made to sound, at the same time. */
  roads: 16,
  /** Pages and programs that follow the events. */
  followers: 32,
  /** A hook's payload holds at most a message. */
  hookBytes: 16 * 2 ** 20,
  bodyBytes: 256 * 2 ** 10,
  /** A body that is not a stream has come by then. */
  bodyMs: 10_000,
  /** OpenAI's own bound for a text to be spoken. */
  inputCharacters: 4096,
  /** A reader that takes nothing for so long is cut off, and one for whom so much waits. */
  stuckMs: 30_000,
  waitingBytes: 4 * 2 ** 20,
  /** Events that can be read again, as JSON. */
  historyBytes: 8 * 2 ** 20,
  /** Sound on its way to pages. */
  soundBytes: 2 * 2 ** 20,
} as const;

export type Limits = { readonly [K in keyof typeof LIMITS]: number };
