import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handoversMs } from '../../src/bench/handover.ts';
import { createFakeTranslator, untilAborted } from '../helpers/fakes.ts';

test('the way to the voice is timed for a clause, for the rest of its sentence, and for a whole sentence', async () => {
  const translator = createFakeTranslator({
    continues: true,
    async *translate({ text }) {
      if (text.includes('queue')) yield 'キューがいっぱいなので、';
      yield '少し待ちます。';
    },
  });
  const sources = ['The queue is full, so I will wait a little.', 'I will wait a little.'];
  const times = await handoversMs([translator], { to: 'ja', sleep: untilAborted, sources });
  assert.equal(times.length, 3);
  assert.ok(times.every((time) => time >= 0));
});
