import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPool } from '../../src/daemon/pool.ts';
import { createFakeTranslator, createFakeVoice } from '../helpers/fakes.ts';

test('what a lent translator computes on is known when it has been loaded', async () => {
  let device: string | undefined;
  const translator = {
    ...createFakeTranslator({
      async warm() {
        device = 'cuda';
      },
    }),
    get device() {
      return device;
    },
  };
  const pool = createPool({ clock: () => 0, idleMs: 1 });
  const { engines } = pool.lend('k', () => ({
    translators: [translator],
    voice: createFakeVoice(),
    dispose: async () => {},
  }));
  await engines.translators[0]?.warm();
  assert.equal(engines.translators[0]?.device, 'cuda');
});
