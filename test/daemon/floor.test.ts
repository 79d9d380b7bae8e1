import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arbiter, createArbiter, type Speaker } from '../../src/daemon/floor.ts';
import { settle } from '../helpers/fakes.ts';

/** Time that passes only when it is told to. */
function house() {
  let nowMs = 0;
  const timers: Array<{ atMs: number; wake: () => void }> = [];
  const arbiter = createArbiter({
    clock: () => nowMs,
    sleep: (durationMs) =>
      new Promise<void>((resolve) => {
        timers.push({ atMs: nowMs + durationMs, wake: resolve });
      }),
  });
  return {
    arbiter,
    async pass(durationMs: number) {
      nowMs += durationMs;
      for (const { atMs, wake } of timers) if (atMs <= nowMs) wake();
      await settle();
    },
  };
}

function road(arbiter: Arbiter, sessionId: string, over: Partial<Speaker> = {}) {
  const turns: string[] = [];
  const refused: string[] = [];
  const floor = arbiter.floorOf({
    ...{
      sessionId,
      isNotice: false,
      hasMore: () => 'nothing' as const,
      hasFocus: () => false,
      silenced: () => undefined,
    },
    onTurn: ({ sentenceId }) => turns.push(sentenceId),
    ...over,
  });
  return {
    turns,
    refused,
    leave: floor.leave,
    heldMs: floor.heldMs,
    ask(sentenceId: string, messageId = 'm', signal = new AbortController().signal) {
      void floor.take({ sentenceId, messageId, signal }).then((reason) => {
        if (reason !== undefined) refused.push(reason);
      });
    },
  };
}

test('a message that has more to say keeps the floor; then who waited longest has it', async () => {
  const { arbiter } = house();
  let more: 'sentences' | 'nothing' = 'sentences';
  const a = road(arbiter, 'a', { hasMore: () => more });
  const [b, c] = [road(arbiter, 'b'), road(arbiter, 'c')];
  a.ask('a1');
  b.ask('b1');
  c.ask('c1');
  a.leave('a1');
  await settle();
  assert.deepEqual([a.turns, b.turns], [['a1'], []]);
  a.ask('a2');
  await settle();
  more = 'nothing';
  a.leave('a2');
  b.leave('b1');
  await settle();
  assert.deepEqual([a.turns, b.turns, c.turns], [['a1', 'a2'], ['b1'], ['c1']]);
});

test('a notice comes at the next edge, before the rest of the message that speaks', async () => {
  const { arbiter } = house();
  const a = road(arbiter, 'a', { hasMore: () => 'sentences' });
  const notice = road(arbiter, 'b', { isNotice: true });
  a.ask('a1');
  notice.ask('n1');
  assert.deepEqual(notice.turns, []);
  a.leave('a1');
  a.ask('a2');
  assert.deepEqual([a.turns, notice.turns], [['a1'], ['n1']]);
  notice.leave('n1');
  assert.deepEqual(a.turns, ['a1', 'a2']);
});

test('the session of the last prompt comes before one that waited longer', async () => {
  const { arbiter } = house();
  const [a, b] = [road(arbiter, 'a'), road(arbiter, 'b')];
  const c = road(arbiter, 'c', { hasFocus: () => true });
  a.ask('a1');
  b.ask('b1');
  c.ask('c1');
  a.leave('a1');
  assert.deepEqual([b.turns, c.turns], [[], ['c1']]);
});

test('an agent that falls silent in mid-message keeps the floor for three seconds', async () => {
  const { arbiter, pass } = house();
  const a = road(arbiter, 'a', { hasMore: () => 'text' });
  const b = road(arbiter, 'b');
  a.ask('a1');
  a.leave('a1');
  b.ask('b1');
  await pass(2999);
  assert.deepEqual(b.turns, []);
  await pass(1);
  assert.deepEqual(b.turns, ['b1']);
  assert.equal(b.heldMs(), 3000);
});

test('who is taken back leaves the floor, or its place in the line', async () => {
  const { arbiter } = house();
  const [a, b, c] = [road(arbiter, 'a'), road(arbiter, 'b'), road(arbiter, 'c')];
  const [ofA, ofB] = [new AbortController(), new AbortController()];
  a.ask('a1', 'm', ofA.signal);
  b.ask('b1', 'm', ofB.signal);
  c.ask('c1');
  ofB.abort();
  ofA.abort();
  await settle();
  assert.deepEqual([b.turns, c.turns], [[], ['c1']]);
  assert.deepEqual(b.refused, ['taken back']);
});

test('who is muted while waiting is told so at once', async () => {
  const { arbiter } = house();
  let isMuted = false;
  const a = road(arbiter, 'a');
  const b = road(arbiter, 'b', { silenced: () => (isMuted ? 'muted' : undefined) });
  a.ask('a1');
  b.ask('b1');
  isMuted = true;
  arbiter.nudge();
  await settle();
  assert.deepEqual(b.refused, ['muted']);
});

test('ten sessions with messages of their own: none waits for more than nine messages', async () => {
  const { arbiter } = house();
  const order: string[] = [];
  const left = new Map<string, number>();
  const roads = Array.from({ length: 10 }, (_, i) => {
    const id = `s${i}`;
    left.set(id, 30);
    const floor = arbiter.floorOf({
      ...{
        sessionId: id,
        isNotice: false,
        hasFocus: () => false,
        silenced: () => undefined,
        onTurn: () => order.push(id),
      },
      hasMore: () => ((left.get(id) ?? 0) % 3 === 0 ? 'nothing' : 'sentences'),
    });
    return { id, floor };
  });
  await Promise.all(
    roads.map(async ({ id, floor }) => {
      for (let n = 30; n > 0; n -= 1) {
        const request = {
          sentenceId: `${id}.${n}`,
          messageId: `${Math.ceil(n / 3)}`,
          signal: new AbortController().signal,
        };
        await floor.take(request);
        left.set(id, n - 1);
        floor.leave(request.sentenceId);
      }
    }),
  );
  assert.equal(order.length, 300);
  for (let at = 0; at < order.length; at += 3) {
    assert.equal(new Set(order.slice(at, at + 3)).size, 1, 'three sentences of a message in one go');
  }
  for (const { id } of roads) {
    const places = order.flatMap((one, at) => (one === id ? [at] : []));
    for (let i = 1; i < places.length; i += 1) assert.ok((places[i] ?? 0) - (places[i - 1] ?? 0) <= 28);
  }
});
