import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveSettings } from '../../../src/app/settings.ts';
import { openTranslation } from '../../../src/app/translators.ts';
import { serialFirstSoundMs } from '../../../src/bench/latency/serial.ts';
import type { SourcePart } from '../../../src/spec/parts.ts';
import { createSentencer } from '../../../src/text/sentencer.ts';
import { createFiveMsVoice } from '../../helpers/five-ms-engines.ts';

test('serial: all of a message is made before any of it would sound, and the voice knows what it has made', async () => {
  const log: string[] = [];
  const left: unknown[] = [];
  let now = 0;
  async function* parts(): AsyncGenerator<SourcePart> {
    yield { type: 'text-start', messageId: 'm' };
    for (const text of ['一つ目です。', '二つ目です。']) {
      now += 100;
      log.push(`written ${text}`);
      yield { type: 'text-delta', text };
    }
    yield { type: 'text-end' };
  }
  const tone = createFiveMsVoice();
  const voice = {
    ...tone,
    async *speak(text: string, how: Parameters<typeof tone.speak>[1]) {
      left.push(how.soundLeftMs);
      yield* tone.speak(text, how);
      now += 1000;
      log.push(`made ${text}`);
    },
  };
  let sentences = 0;
  const firstSoundMs = await serialFirstSoundMs({
    engines: { ...openTranslation(resolveSettings({ translator: 'none' }, {}), {}, []), voice },
    parts: parts(),
    sentencer: () => createSentencer({ nextId: () => `s${++sentences}`, messageId: 'm', code: 'announce' }),
    announce: ({ text }) => text,
    to: 'ja',
    clock: () => now,
  });
  assert.deepEqual(log, ['written 一つ目です。', 'written 二つ目です。', 'made 一つ目です。', 'made 二つ目です。']);
  assert.equal(firstSoundMs, 100 + 2000);
  assert.deepEqual(left, [0, 120]);
});
