// What was said, from the events: one entry for each sentence. Pure.

const KEPT = 300;

/** @typedef {{ key: string, client: string, name: string, text: string, translation: string, kept: string,
 *   translator: string, writtenAtMs: number, playAtMs: number | null, outcome: string, reason: string,
 *   durationMs: number, budget: Record<string, number>, phrases: string[], wasHeard: boolean }} Entry */

/** @typedef {{ id: string, language: string, available: boolean }} Speaker */

/** Whom a session can have as its voice: who speaks here, in its language where that is known, and who it has.
 * @param {string} current @param {readonly Speaker[]} speakers */
export function choicesFor(current, speakers) {
  const language = speakers.find(({ id }) => id === current)?.language;
  const able = speakers.filter(({ available, language: own }) => available && own === (language ?? own));
  return [...new Set([...able.map(({ id }) => id), current])];
}

export function createStore() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();

  return {
    clear: () => entries.clear(),
    /** The entry that an event changes; undefined where it changes none.
     * @param {any} event @returns {Entry | undefined} */
    observe(event) {
      const key = keyOf(event);
      if (event.type === 'sentence') {
        const entry = {
          ...{
            key,
            client: event.client,
            name: event.name,
            text: event.text,
            translation: '',
            kept: '',
            translator: '',
          },
          ...{ writtenAtMs: event.atMs, playAtMs: null, outcome: '', reason: '', durationMs: 0, budget: {} },
          ...{ phrases: [], wasHeard: false },
        };
        entries.set(key, entry);
        const [oldest] = entries.keys();
        if (entries.size > KEPT && oldest !== undefined) entries.delete(oldest);
        return entry;
      }
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (event.type === 'translation') {
        const { text: translation, translator, kept } = event;
        Object.assign(entry, { translation, translator, kept });
      } else if (event.type === 'play-start') entry.playAtMs = event.atMs;
      else if (event.type === 'sentence-end') {
        const { outcome, reason = '', durationMs = 0, budget } = event;
        Object.assign(entry, { outcome, reason, durationMs, budget });
      } else return undefined;
      return entry;
    },
    /** @param {string} key */
    get: (key) => entries.get(key),
    /** Sentences that have not ended, oldest first. */
    waiting: () => [...entries.values()].filter(({ outcome }) => outcome === ''),
    all: () => [...entries.values()],
  };
}

/** @param {{ client: string, sentenceId?: string }} event */
export function keyOf({ client, sentenceId = '' }) {
  return `${client} ${sentenceId}`;
}

/** From the whole sentence to its first sound, as a person reads it.
 * @param {Entry} entry */
export function latencyOf({ writtenAtMs, playAtMs }) {
  return playAtMs === null ? '' : `${(Math.max(0, playAtMs - writtenAtMs) / 1000).toFixed(2)} s`;
}

/** Where phrases stand in a text: each after the one before. What is not found takes the place up to the next one.
 * @param {string} text @param {readonly string[]} phrases @returns {Array<{ start: number, end: number }>} */
export function locate(text, phrases) {
  let from = 0;
  const starts = phrases.map((phrase) => {
    const at = phrase === '' ? -1 : text.indexOf(phrase.trim(), from);
    if (at < 0) return -1;
    from = at + phrase.trim().length;
    return at;
  });
  return phrases.map((phrase, n) => {
    const found = starts[n] ?? -1;
    if (found >= 0) return { start: found, end: found + phrase.trim().length };
    const before = starts.slice(0, n).findLastIndex((at) => at >= 0);
    const next = starts.slice(n + 1).find((at) => at >= 0) ?? text.length;
    const start = before < 0 ? 0 : (starts[before] ?? 0) + (phrases[before] ?? '').trim().length;
    return { start, end: Math.max(start, next) };
  });
}
