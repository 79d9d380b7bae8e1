import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFeed, feedRoutes } from '../../src/http/feed.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createRing } from '../../src/http/ring.ts';
import { listenHttp } from '../../src/http/server.ts';
import type { Event, EventBody } from '../../src/spec/events.ts';

const TOKEN = 'f'.repeat(48);
const CLIENT = { client: 'c1', name: 'project' };
const at = (body: EventBody, atMs = 0): Event => ({ ...body, atMs, sessionId: '', turnId: '' });
const sentence = (n: number) => at({ type: 'sentence', sentenceId: `s${n}`, text: `Sentence ${n}.`, spans: [] });

async function house(t: { after(fn: () => void): void }, historyBytes?: number, most = 9) {
  const feed = createFeed(historyBytes);
  const sound = createRing(10_000);
  let listeners = 0;
  const routes = feedRoutes({
    ...{ feed, sound, epoch: 'e', status: () => ({}), place: () => ({}), limits: { followers: most, stuckMs: 200 } },
    onListener() {
      listeners += 1;
      return () => {
        listeners -= 1;
      };
    },
  });
  const { port, close } = await listenHttp({ port: 0, host: '127.0.0.1', token: TOKEN, routes });
  t.after(close);
  const follow = async (query = '', lastId?: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/events${query}`, {
      headers: { authorization: `Bearer ${TOKEN}`, ...(lastId && { 'last-event-id': lastId }) },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return {
      status: response.status,
      async until(mark: string) {
        while (!text.includes(mark)) {
          const next = await reader?.read();
          if (next === undefined || next.done) throw new Error(`the events ended before ${mark}`);
          text += next.value;
        }
        return text;
      },
      close: async () => await reader?.cancel(),
    };
  };
  return { feed, sound, follow, listeners: () => listeners };
}

test('a new follower gets what was, then what comes; one that comes back gets what it missed and nothing twice', async (t) => {
  const { feed, follow } = await house(t);
  feed.observe(CLIENT, sentence(1));
  const first = await follow();
  const text = await first.until('id: e-1\n');
  assert.match(text, /^retry: 1000\nevent: hello\ndata: .*"epoch":"e","isNew":true/);
  feed.observe(CLIENT, sentence(2));
  assert.match(await first.until('id: e-2\n'), /"text":"Sentence 2\."/);
  await first.close();
  feed.observe(CLIENT, sentence(3));
  const again = await follow('', 'e-2');
  const missed = await again.until('id: e-3\n');
  assert.doesNotMatch(missed, /Sentence [12]/);
  assert.match(missed, /"isNew":false/);
  // Of another process, or of no process at all: everything again.
  for (const id of ['other-2', 'e-99', 'nonsense', 'e-x']) {
    const stranger = await follow('', id);
    assert.match(await stranger.until('id: e-3\n'), /"isNew":true[\s\S]*Sentence 1/);
    await stranger.close();
  }
});

test('history is bounded by its size, the newest stay', async (t) => {
  const { feed, follow } = await house(t, 1000);
  for (let n = 1; n <= 100; n += 1) feed.observe(CLIENT, sentence(n));
  const text = await (await follow()).until('id: e-100\n');
  assert.doesNotMatch(text, /Sentence 1\./);
  assert.ok(text.length < 2000);
});

test('a line break in a text does not end its event', async (t) => {
  const { feed, follow } = await house(t);
  feed.observe(CLIENT, at({ type: 'text-delta', text: 'a\n\ndata: {"forged":true}\n\nb' }));
  feed.observe(CLIENT, sentence(1));
  const text = await (await follow()).until('id: e-2\n');
  assert.doesNotMatch(text, /^data: \{"forged"/m);
});

test('the sound itself goes to those who play it alone, and they are counted until they leave', async (t) => {
  const { feed, sound, follow, listeners } = await house(t, undefined, 2);
  const eyes = await follow('?sound=marks');
  const ears = await follow('?sound=samples');
  await Promise.all([eyes.until('hello'), ears.until('hello')]);
  assert.equal(listeners(), 1);
  sound.push('samples', { at: 0, samples: 'AAAA' });
  sound.push('mark', { at: 0 });
  feed.observe(CLIENT, sentence(1));
  assert.match(await ears.until('event: mark'), /event: samples/);
  assert.doesNotMatch(await eyes.until('event: mark'), /event: samples/);
  assert.equal((await follow()).status, 429);
  await ears.close();
  while (listeners() > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a follower that does not read is cut off, and nothing is kept for it', async (t) => {
  const { feed, follow } = await house(t, 50 * 2 ** 20);
  const lazy = await follow();
  for (let n = 0; n < 400; n += 1) feed.observe(CLIENT, at({ type: 'text-delta', text: 'x'.repeat(100_000) }));
  // It comes to read too late: what is left in the pipes ends without the last event.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await assert.rejects(lazy.until('id: e-400\n'));
});

test('figures: outcomes, first sound, escaped labels, none of the words', () => {
  const metrics = createMetrics();
  metrics.observe('c1', sentence(1));
  metrics.observe(
    'c1',
    at({ type: 'translation', sentenceId: 's1', text: '秘密', translator: 'a"b\\c\nd', kept: 'source' }),
  );
  metrics.observe('c1', at({ type: 'play-start', sentenceId: 's1' }, 700));
  metrics.observe(
    'c1',
    at({ type: 'sentence-end', sentenceId: 's1', outcome: 'played', durationMs: 1500, budget: {} }),
  );
  metrics.answered('GET /v1/status', 200);
  const text = metrics.text({ stream_tts_sessions: 1 });
  assert.match(text, /^stream_tts_sentences_total\{outcome="played"\} 1$/m);
  assert.match(text, /^stream_tts_translations_total\{translator="a\\"b\\\\c\\nd",kept="source"\} 1$/m);
  assert.match(text, /^stream_tts_first_sound_seconds_bucket\{le="0.5"\} 0$/m);
  assert.match(text, /^stream_tts_first_sound_seconds_bucket\{le="0.75"\} 1$/m);
  assert.match(text, /^stream_tts_spoken_seconds_total 1.5$/m);
  assert.match(text, /^stream_tts_http_requests_total\{route="GET \/v1\/status",status="200"\} 1$/m);
  assert.doesNotMatch(text, /秘密|Sentence/);
});
