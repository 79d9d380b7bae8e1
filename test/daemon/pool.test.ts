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

test('what nobody uses is unloaded after its time, and with 0 never', async () => {
  for (const idleMs of [1000, 0]) {
    let nowMs = 0;
    let disposed = 0;
    const pool = createPool({ clock: () => nowMs, idleMs });
    const { giveBack } = pool.lend('k', () => ({
      translators: [],
      voice: createFakeVoice(),
      async dispose() {
        disposed += 1;
      },
    }));
    nowMs = 5000;
    await pool.sweep();
    assert.equal(disposed, 0, 'somebody uses it');
    giveBack();
    await pool.sweep();
    assert.equal(disposed, 0);
    nowMs = 6000;
    await pool.sweep();
    assert.equal(disposed, idleMs === 0 ? 0 : 1);
  }
});
