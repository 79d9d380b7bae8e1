import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSwitchboard } from '../../src/agents/switchboard.ts';
import { createHookSource } from '../../src/engines/sources/hook.ts';
import { blocks, readAll } from '../engines/sources/parts.ts';
import { settle } from '../helpers/fakes.ts';

const payload = (session_id: string, hook_event_name: string, more: object = {}) => ({
  ...{ session_id, hook_event_name, cwd: `/projects/${session_id}` },
  ...more,
});
const display = (id: string, index: number, delta: string, final = false) =>
  payload(id, 'MessageDisplay', { message_id: `m-${id}`, index, final, delta });

test('each session has its own line, and every text is said once', async () => {
  const { board, done, heard } = lab();
  board.take(payload('a', 'SessionStart'));
  board.take(display('a', 1, 'Two.', true));
  board.take(display('b', 0, 'Other.', true));
  board.take(payload('a', 'Stop', { last_assistant_message: 'One. Two.' }));
  board.take(display('a', 0, 'One. '));
  board.take(payload('b', 'Stop', { last_assistant_message: 'Other.' }));
  board.take(payload('a', 'SessionEnd'));
  board.take(payload('b', 'SessionEnd'));
  await settle();
  assert.deepEqual(done.sort(), ['/projects/a', '/projects/b']);
  assert.deepEqual(heard('a'), ['One. Two.']);
  assert.deepEqual(heard('b'), ['Other.']);
});

test('a prompt silences its session, and only that', async () => {
  const { board, stopped, warmed } = lab();
  board.take(display('a', 0, 'One.'));
  board.take(display('b', 0, 'Other.'));
  board.take(payload('a', 'UserPromptSubmit', { prompt: 'next' }));
  assert.deepEqual(stopped, ['a']);
  assert.equal(warmed(), 1);
});

test('a session that was silent for long ends, and begins anew with the next payload', async () => {
  const { board, done, pass, opened } = lab();
  board.take(display('a', 0, 'One.', true));
  pass(9 * 60_000);
  board.sweep();
  assert.deepEqual(done, []);
  pass(2 * 60_000);
  board.sweep();
  await settle();
  assert.deepEqual(done, ['/projects/a']);
  board.take(payload('a', 'Stop', { last_assistant_message: 'Two.' }));
  assert.equal(opened(), 2);
});

test('a session that could not be opened is opened again by the next payload', async () => {
  let opened = 0;
  const board = createSwitchboard({
    async open() {
      opened += 1;
      throw new Error('no models');
    },
    stop() {},
    warm() {},
    clock: () => 0,
  });
  board.take(display('a', 0, 'One.', true));
  await settle();
  board.take(display('a', 0, 'Two.', true));
  await settle();
  assert.equal(opened, 2);
});

function lab() {
  let nowMs = 0;
  let opened = 0;
  let warmed = 0;
  const done: string[] = [];
  const stopped: string[] = [];
  const bytes = new Map<string, Uint8Array[]>();
  const board = createSwitchboard({
    async open({ id, directory }, lines) {
      opened += 1;
      const own: Uint8Array[] = [];
      bytes.set(id, own);
      for await (const line of lines) own.push(line);
      done.push(directory);
    },
    stop: (id) => stopped.push(id),
    warm: () => {
      warmed += 1;
    },
    clock: () => nowMs,
  });
  return {
    ...{ board, done, stopped, opened: () => opened, warmed: () => warmed },
    pass: (durationMs: number) => {
      nowMs += durationMs;
    },
    heard: (id: string) => blocks(readAll(createHookSource(), Buffer.concat(bytes.get(id) ?? []))),
  };
}
