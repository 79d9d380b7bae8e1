import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeys } from '../../src/cli/keys.ts';

test('each key is a control; a burst of them is several', async () => {
  const acts: unknown[] = [];
  const held: boolean[] = [];
  let quits = 0;
  const type = createKeys({
    async act(action, args) {
      acts.push(args === undefined ? action : [action, args]);
    },
    session: () => 'own',
    onQuit: () => {
      quits += 1;
    },
    onHold: (isHeld) => held.push(isHeld),
    say: () => {},
  });
  type(' ');
  type(' ');
  type('\x1b[D\x1b[Cx');
  type('++-');
  type('m');
  type('m');
  type('q');
  await Promise.resolve();
  assert.deepEqual(acts, [
    'pause',
    'resume',
    'repeat',
    'skip',
    ['speed', { value: 1.1 }],
    ['speed', { value: 1.2 }],
    ['speed', { value: 1.1 }],
    ['mute', { session: 'own' }],
    ['unmute', { session: 'own' }],
  ]);
  assert.deepEqual(held, [true, false]);
  assert.equal(quits, 1);
});
