// What is seen. Text goes into the page as text nodes alone: no string ever becomes markup.
import { choicesFor, latencyOf, locate } from './store.js';

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

/** @typedef {(action: string, words: object) => Promise<unknown>} Act */

/** @param {any} status @param {readonly import('./store.js').Speaker[]} speakers @param {Act} act */
export function showStatus(status, speakers, act) {
  const list = byId('sessions');
  const rows = status.sessions.map((/** @type {any} */ one) => {
    const known = [...list.children].find((row) => row.getAttribute('data-client') === one.client);
    const row = known ?? sessionRow(one.client, act);
    showSession(row, one, speakers);
    return row;
  });
  // A row that stays is not touched: its list of voices may be open.
  for (const gone of [...list.children].filter((row) => !rows.includes(row))) gone.remove();
  list.append(...rows.filter((/** @type {Element} */ row) => !row.isConnected));
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

/** @param {string} client @param {Act} act */
function sessionRow(client, act) {
  const mute = element('button', { type: 'button', class: 'small' });
  mute.addEventListener('click', () => {
    const isMuted = mute.getAttribute('aria-pressed') === 'true';
    void act(isMuted ? 'unmute' : 'mute', { session: client });
  });
  const voice = /** @type {HTMLSelectElement} */ (element('select', { class: 'small' }));
  voice.addEventListener('change', async () => {
    // It may have to be loaded first.
    voice.disabled = true;
    await act('voice', { voice: voice.value, session: client });
    voice.disabled = false;
    voice.value = voice.dataset.now ?? '';
  });
  return element('li', { 'data-client': client }, element('span'), mute, voice, element('span', { class: 'quiet' }));
}

/** @param {Element} row @param {any} one @param {readonly import('./store.js').Speaker[]} speakers */
function showSession(row, one, speakers) {
  const [name, mute, voice, what] = /** @type {[Element, Element, HTMLSelectElement, Element]} */ ([...row.children]);
  name.textContent = one.name;
  mute.textContent = one.muted ? 'Muted' : 'Mute';
  mute.setAttribute('aria-pressed', String(one.muted));
  mute.setAttribute('aria-label', `Mute ${one.name}`);
  voice.setAttribute('aria-label', `Voice of ${one.name}`);
  const choices = choicesFor(one.voice, speakers);
  const isSame = [...voice.options].map(({ value }) => value).join() === choices.join();
  voice.dataset.now = one.voice;
  if (!voice.disabled) {
    if (!isSame) voice.replaceChildren(...choices.map((id) => element('option', { value: id }, id)));
    if (voice.value !== one.voice) voice.value = one.voice;
  }
  const waits = one.queued === 1 ? '1 sentence waits' : `${one.queued} sentences wait`;
  what.textContent = `${waits}${one.silent && !one.muted ? ` · ${one.silent}` : ''}`;
}

let trouble = '';
let refusal = '';

/** What is wrong now, or nothing. @param {string} message */
export function showTrouble(message) {
  trouble = message;
  showWrong();
}

/** What could not be done: it stays until something can. @param {string} message */
export function showRefusal(message) {
  refusal = message;
  showWrong();
}

function showWrong() {
  const message = refusal || trouble;
  byId('trouble').hidden = message === '';
  byId('trouble').textContent = message;
}

/** @param {'open' | 'lost' | 'connecting'} state @param {string} text */
export function showLine(state, text) {
  document.body.dataset.line = state;
  byId('line-text').textContent = text;
}
