import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from '../../src/cli/statusline.ts';

const session = (sessionId: string, more: object = {}) => ({
  sessionId,
  muted: false,
  sentence: null,
  backlogS: 0,
  ...more,
});

test('the sentence that is heard, and the seconds that wait', () => {
  const status = { sessions: [session('a', { sentence: 'テストは通りました。', backlogS: 12 })] };
  assert.equal(lineOf(status, 'a'), '♪ テストは通りました。 · 12 s');
});

test('its own session comes first, another one where it is silent', () => {
  const sessions = [session('a', { sentence: 'A' }), session('b', { sentence: 'B', backlogS: 3 })];
  assert.equal(lineOf({ sessions }, 'b'), '♪ B · 3 s');
  assert.equal(lineOf({ sessions }, 'unknown'), '♪ A');
});

test('muted and paused are said; a silent process says nothing', () => {
  assert.equal(lineOf({ muted: true, paused: true, sessions: [] }, 'a'), 'muted · paused');
  assert.equal(lineOf({ sessions: [session('a', { muted: true })] }, 'a'), 'muted');
  assert.equal(lineOf({}, 'a'), '');
});
