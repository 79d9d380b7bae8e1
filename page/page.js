// Joins what the warm process says with what is seen and heard.
import { createApi, takeToken } from './api.js';
import { createLoudspeaker } from './loudspeaker.js';
import { createStore, keyOf } from './store.js';
import { createTimeline } from './timeline.js';
import * as view from './view.js';
import { createWave } from './wave.js';

const { byId } = view;
const store = createStore();
const token = takeToken();
const api = createApi(token ?? '');
let epoch = '';
let sampleRateHz = 24_000;
let timeline = createTimeline(sampleRateHz);
let wave = createWave(/** @type {HTMLCanvasElement} */ (byId('wave')), sampleRateHz);
/** @type {ReturnType<typeof createLoudspeaker> | undefined} */
let loudspeaker;
let line = new AbortController();
/** @type {any} */
let status;
/** @type {readonly import('./store.js').Speaker[]} */
let speakers = [];
let shown = '';

/** @param {string} action @param {object} [words] */
async function act(action, words = {}) {
  try {
    const done = await api.control(action, words);
    view.showRefusal('');
    return done;
  } catch (error) {
    view.showRefusal(error instanceof Error ? error.message : String(error));
  } finally {
    await refresh();
  }
}

let isAsking = false;
let isAskedAgain = false;
/** Many changes at once are one question. */
async function refresh() {
  isAskedAgain = true;
  if (isAsking) return;
  isAsking = true;
  while (isAskedAgain) {
    isAskedAgain = false;
    try {
      const response = await fetch('/v1/status', { headers: { authorization: `Bearer ${token}` } });
      if (response.ok) {
        status = await response.json();
        view.showStatus(status, speakers, act);
      }
    } catch {
      // A line that is lost is said by who follows it.
    }
  }
  isAsking = false;
}

async function learnSpeakers() {
  speakers = await api.voices().catch(() => speakers);
  view.showStatus(status, speakers, act);
}

const HEARD = /** @type {Record<string, (data: any) => void>} */ ({
  hello(data) {
    if (data.isNew || data.epoch !== epoch) {
      store.clear();
      view.clearHistory();
    }
    epoch = data.epoch;
    status = data.status;
    if (data.place.sampleRateHz !== sampleRateHz) {
      sampleRateHz = data.place.sampleRateHz;
      wave = createWave(/** @type {HTMLCanvasElement} */ (byId('wave')), sampleRateHz);
    }
    timeline = createTimeline(sampleRateHz);
    timeline.place({ at: data.place.sent, sent: data.place.sent, isHeld: data.place.isHeld }, performance.now());
    if (data.place.mark) HEARD.mark?.(data.place.mark);
    view.showStatus(status, speakers, act);
    void learnSpeakers();
  },
  changed: () => void refresh(),
  place(data) {
    timeline.place(data, performance.now());
    loudspeaker?.hold(data.isHeld);
  },
  mark(data) {
    const entry = store.get(keyOf(data));
    if (entry) entry.phrases[data.phrase] = data.text;
    timeline.mark(data);
  },
  wave: (data) => timeline.wave(data, performance.now()),
  samples: (data) => loudspeaker?.play(data),
  cut(data) {
    timeline.cut(data);
    loudspeaker?.cut(data);
  },
  message(event) {
    if (event.type === 'warning' || event.type === 'error') {
      if (event.stage === 'player' || event.type === 'error') view.showRefusal(event.message);
      return;
    }
    const entry = store.observe(event);
    if (!entry) return;
    if (entry.outcome) view.showEnded(entry);
    if (event.type !== 'translation') void refresh();
    shown = '';
    view.showQueue(store.waiting().filter(({ wasHeard }) => !wasHeard));
  },
});

function follow() {
  line.abort();
  line = new AbortController();
  view.showLine('connecting', 'Connecting …');
  void api.follow({
    signal: line.signal,
    sound: () => (loudspeaker ? 'samples' : 'marks'),
    onOpen: () => view.showLine('open', 'Connected'),
    onLost(code) {
      if (code === 401) noToken();
      else
        view.showLine(
          'lost',
          code === 429 ? 'Too many pages follow it; trying again …' : 'Connection lost; trying again …',
        );
    },
    onEvent: (kind, data) => HEARD[kind]?.(data),
  });
}

function noToken() {
  view.showLine('lost', 'Not let in');
  view.showTrouble(
    'This page needs the key of the warm process. Type: npx stream-tts page — and open the address that it prints.',
  );
}

/** What is heard now, sixty times a second: only what has changed is touched. */
function paint() {
  const heard = loudspeaker?.heard() ?? timeline.heard(performance.now());
  const mark = timeline.markAt(heard);
  const entry = mark && store.get(keyOf(mark));
  const isSounding = entry !== undefined && (entry.outcome === '' || heard < timeline.sent);
  const next = isSounding && mark ? `${entry.key} ${mark.phrase}` : 'none';
  if (next !== shown) {
    shown = next;
    if (isSounding && !entry.wasHeard) {
      entry.wasHeard = true;
      view.showQueue(store.waiting().filter(({ wasHeard }) => !wasHeard));
    }
    view.showNow(isSounding ? entry : undefined, mark ? mark.phrase : -1);
    view.showEmpty(!isSounding && store.waiting().length === 0);
    document.body.dataset.heard = next;
  }
  if (isSounding) wave.draw(timeline, heard);
  requestAnimationFrame(paint);
}

const ACTIONS = /** @type {Record<string, () => Promise<unknown>>} */ ({
  pause: () => act(status?.paused ? 'resume' : 'pause'),
  skip: () => act('skip'),
  repeat: () => act('repeat'),
  stop: () => act('stop'),
  mute: () => act(status?.muted ? 'unmute' : 'mute'),
});
const KEYS = /** @type {Record<string, string>} */ ({ ' ': 'pause', n: 'skip', r: 'repeat', x: 'stop', m: 'mute' });

for (const [id, action] of Object.entries(ACTIONS)) byId(id).addEventListener('click', action);
document.addEventListener('keydown', (event) => {
  const action = ACTIONS[KEYS[event.key.toLowerCase()] ?? ''];
  const isTaken = event.target instanceof HTMLElement && event.target.closest('button, input, summary, a') !== null;
  if (!action || event.ctrlKey || event.metaKey || event.altKey || isTaken) return;
  event.preventDefault();
  void action();
});
for (const id of ['speed', 'volume']) {
  const slider = /** @type {HTMLInputElement} */ (byId(id));
  slider.addEventListener('input', () => {
    byId(`${id}-value`).textContent =
      id === 'speed' ? `${slider.value}×` : `${Math.round(Number(slider.value) * 100)} %`;
  });
  slider.addEventListener('change', () => void act(id, { value: Number(slider.value) }));
}
byId('show-left').addEventListener('change', ({ target }) => {
  byId('history').classList.toggle('hide-left', !(/** @type {HTMLInputElement} */ (target).checked));
});
byId('here').addEventListener('change', ({ target }) => {
  const isOn = /** @type {HTMLInputElement} */ (target).checked;
  /** @type {HTMLInputElement} */ (byId('only-here')).disabled = !isOn;
  loudspeaker?.close();
  loudspeaker = isOn ? createLoudspeaker(sampleRateHz) : undefined;
  if (!isOn) void act('loudspeaker', { on: true });
  follow();
});
byId('only-here').addEventListener('change', ({ target }) => {
  void act('loudspeaker', { on: !(/** @type {HTMLInputElement} */ (target).checked) });
});
for (const kind of ['wav', 'vtt', 'srt']) {
  byId(`get-${kind}`).addEventListener('click', async () => {
    try {
      const address = URL.createObjectURL(await api.file(`heard.${kind}`));
      const link = document.createElement('a');
      link.href = address;
      link.download = `stream-tts.${kind}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (error) {
      view.showRefusal(error instanceof Error ? error.message : String(error));
    }
  });
}

view.showEmpty(true);
if (token) follow();
else noToken();
paint();
