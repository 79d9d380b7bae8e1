// What is seen. Text goes into the page as text nodes alone: no string ever becomes markup.
import { latencyOf, locate } from './store.js';

/** @typedef {import('./store.js').Entry} Entry */

const WHY = /** @type {Record<string, string>} */ ({ muted: 'muted: read it instead', brief: 'left out, to be brief' });

/** @template {HTMLElement} T @param {string} id @returns {T} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return /** @type {T} */ (found);
}

/** @param {string} name @param {Record<string, string>} [attributes] @param {...(Node | string)} children */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The sentence that is heard, its phrase marked.
 * @param {Entry | undefined} entry @param {number} phrase */
export function showNow(entry, phrase) {
  byId('now-who').textContent = entry ? entry.name : '';
  byId('now-source').textContent = entry && entry.translation !== entry.text ? entry.text : '';
  const shown = entry ? entry.translation || entry.text : '';
  const place = entry && phrase >= 0 ? locate(shown, entry.phrases)[phrase] : undefined;
  const { start, end } = place ?? { start: 0, end: shown.length };
  const parts = [shown.slice(0, start), element('mark', {}, shown.slice(start, end)), shown.slice(end)];
  byId('now-translation').replaceChildren(...(phrase < 0 ? [shown] : parts));
}

/** @param {boolean} isEmpty */
export function showEmpty(isEmpty) {
  byId('empty').hidden = !isEmpty;
  for (const part of document.querySelectorAll('#now .pair, #wave, #now-who')) {
    /** @type {HTMLElement} */ (part).hidden = isEmpty;
  }
}

/** Puts a sentence that has ended on top, or brings its row up to date. @param {Entry} entry */
export function showEnded(entry) {
  const list = byId('history');
  const known = [...list.children].find((row) => row.getAttribute('data-key') === entry.key);
  const row = rowOf(entry);
  if (known) known.replaceWith(row);
  else list.prepend(row);
  while (list.children.length > 200) list.lastElementChild?.remove();
  byId('no-history').hidden = list.children.length > 0;
}

/** @param {Entry} entry */
function rowOf(entry) {
  const isHeard = entry.outcome === 'played' || entry.outcome === 'written';
  const why = isHeard ? '' : `${entry.outcome}${entry.reason ? `: ${WHY[entry.reason] ?? entry.reason}` : ''}`;
  const latency = latencyOf(entry);
  const budget = Object.entries(entry.budget).filter(([, ms]) => ms >= 1);
  const row = element(
    'li',
    { 'data-key': entry.key, class: isHeard ? '' : 'left' },
    element('p', { lang: 'en' }, entry.text),
    element('p', { lang: 'ja' }, entry.translation === entry.text ? '' : entry.translation),
    element(
      'div',
      { class: 'meta' },
      element('span', {}, entry.name),
      ...(latency ? [element('span', {}, `heard after ${latency}`)] : []),
      ...(entry.kept === 'source' ? [element('span', {}, 'said as it was written')] : []),
      ...(why ? [element('span', { class: 'why' }, why)] : []),
      ...(budget.length > 0 ? [budgetOf(budget, entry.translator)] : []),
    ),
  );
  return row;
}

/** @param {Array<[string, number]>} budget @param {string} translator */
function budgetOf(budget, translator) {
  const rows = budget.flatMap(([stage, ms]) => [
    element('dt', {}, stage),
    element('dd', {}, `${Math.round(ms).toLocaleString('en')} ms`),
  ]);
  const by = translator ? [element('p', { class: 'quiet' }, translator)] : [];
  return element('details', {}, element('summary', {}, 'where the time went'), element('dl', {}, ...rows), ...by);
}

export function clearHistory() {
  byId('history').replaceChildren();
  byId('no-history').hidden = false;
}

/** @param {readonly Entry[]} waiting */
export function showQueue(waiting) {
  byId('queue-count').textContent = waiting.length > 0 ? String(waiting.length) : '';
  byId('no-queue').hidden = waiting.length > 0;
  byId('queue').replaceChildren(
    ...waiting.slice(0, 4).map(({ text, translation }) => element('li', {}, translation || text)),
  );
}

/** @param {any} status @param {(action: string, words: object) => void} act */
export function showStatus(status, act) {
  byId('sessions').replaceChildren(
    ...status.sessions.map((/** @type {any} */ one) => {
      const mute = element(
        'button',
        { type: 'button', class: 'small', 'aria-pressed': String(one.muted), 'aria-label': `Mute ${one.name}` },
        one.muted ? 'Muted' : 'Mute',
      );
      mute.addEventListener('click', () => act(one.muted ? 'unmute' : 'mute', { session: one.client }));
      const waits = one.queued === 1 ? '1 sentence waits' : `${one.queued} sentences wait`;
      return element(
        'li',
        {},
        element('span', {}, one.name),
        mute,
        element(
          'span',
          { class: 'quiet' },
          `${one.voice} · ${waits}${one.silent && !one.muted ? ` · ${one.silent}` : ''}`,
        ),
      );
    }),
  );
  byId('no-sessions').hidden = status.sessions.length > 0;
  const pause = byId('pause');
  pause.textContent = status.paused ? 'Resume' : 'Pause';
  byId('mute').setAttribute('aria-pressed', String(status.muted));
  byId('mute').textContent = status.muted ? 'Muted' : 'Mute';
  for (const [id, value, shown] of [
    ['speed', status.speed, `${status.speed}×`],
    ['volume', status.volume, `${Math.round(status.volume * 100)} %`],
  ]) {
    const slider = /** @type {HTMLInputElement} */ (byId(id));
    if (document.activeElement !== slider) slider.value = String(value);
    byId(`${id}-value`).textContent = shown;
  }
  const device = status.silent ? 'silent: it is played in a browser' : (status.device ?? 'not open yet');
  byId('device').textContent = `This machine's loudspeaker: ${device}`;
  /** @type {HTMLInputElement} */ (byId('only-here')).checked = status.silent;
  showTrouble(status.trouble ?? (status.microphone ? 'It stands still: another program records.' : ''));
}

/** @param {string} message */
export function showTrouble(message) {
  byId('trouble').hidden = message === '';
  byId('trouble').textContent = message;
}

/** @param {'open' | 'lost' | 'connecting'} state @param {string} text */
export function showLine(state, text) {
  document.body.dataset.line = state;
  byId('line-text').textContent = text;
}
