import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Payload } from '../../src/agents/payloads.ts';
import { createTranscripts } from '../../src/agents/transcripts.ts';
import { transcriptSourceOf } from '../../src/app/transcripts.ts';
import { followFile } from '../../src/cli/follow.ts';

const NOW = '2026-11-25T10:00:00.000Z';
const LONG_AGO = '2026-11-24T10:00:00.000Z';
const CLAUDE_FILE = '0d7384a4-3d26-4154-a523-8c3669661be5.jsonl';
let lines = 0;

function claude(text: string, timestamp = NOW, more: object = {}): string {
  lines += 1;
  const message = { id: `msg_${lines}`, role: 'assistant', model: 'x', content: [{ type: 'text', text }] };
  const base = { parentUuid: null, isSidechain: false, type: 'assistant', message, uuid: `u${lines}`, sessionId: 's' };
  return `${JSON.stringify({ ...base, timestamp, ...more })}\n`;
}

function codex(text: string, timestamp = NOW): string {
  const payload = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
  return `${JSON.stringify({ timestamp, type: 'response_item', payload })}\n`;
}

test('a session file is read as it is written, byte by byte', async (t) => {
  const lab = open(t, 'rollout-1.jsonl', codex('Before.', LONG_AGO));
  lab.take('UserPromptSubmit');
  await lab.followed();
  for (const byte of Buffer.from(codex('最初の文。') + codex('Second.'))) {
    appendFileSync(lab.file, Buffer.of(byte));
    if (byte % 16 === 0) await delay(1);
  }
  await lab.got(['最初の文。', 'Second.']);
});

test('a file that comes later is read from its beginning, without the history that was copied into it', async (t) => {
  const lab = open(t, CLAUDE_FILE, undefined);
  lab.take('SessionStart');
  await lab.followed();
  writeFileSync(lab.file, claude('Old.', LONG_AGO) + claude('New.'));
  await lab.got(['New.']);
});

test('a file that is cut short or replaced goes on, and nothing of it comes twice', async (t) => {
  const lab = open(t, CLAUDE_FILE, claude('Old.', LONG_AGO));
  lab.take('UserPromptSubmit');
  await lab.followed();
  const one = claude('One.');
  appendFileSync(lab.file, one);
  await lab.got(['One.']);
  const whole = readFileSync(lab.file);
  truncateSync(lab.file, 0);
  await delay(60);
  appendFileSync(lab.file, Buffer.concat([whole, Buffer.from(claude('Two.'))]));
  await lab.got(['One.', 'Two.']);
  writeFileSync(`${lab.file}.new`, `${one}${claude('Three.')}`);
  renameSync(`${lab.file}.new`, lab.file);
  await lab.got(['One.', 'Two.', 'Three.']);
});

test('subagents in the file are not told, nor is the file of a subagent followed', async (t) => {
  const lab = open(t, CLAUDE_FILE, '');
  lab.take('Stop', { agent_id: 'a' });
  assert.equal(lab.follows(), 0);
  lab.take('UserPromptSubmit');
  await lab.followed();
  appendFileSync(lab.file, claude('Side.', NOW, { isSidechain: true }) + claude('Main.'));
  await lab.got(['Main.']);
});

test('where messages are shown the file waits for them, and a prompt drops what waited', async (t) => {
  const lab = open(t, CLAUDE_FILE, '');
  lab.take('UserPromptSubmit');
  await lab.followed();
  lab.take('MessageDisplay');
  appendFileSync(lab.file, claude('Late.'));
  await lab.waits(1);
  assert.deepEqual(lab.texts(), []);
  lab.take('UserPromptSubmit');
  lab.pass();
  appendFileSync(lab.file, claude('Next.'));
  await lab.waits(1);
  lab.pass();
  await lab.got(['Next.']);
});

test('a path that is not absolute, or of no known format, is not read', (t) => {
  const lab = open(t, CLAUDE_FILE, '');
  lab.take('Stop', { transcript_path: CLAUDE_FILE });
  lab.take('Stop', { transcript_path: '/chats/session-2026.jsonl' });
  lab.take('Stop', { transcript_path: null });
  assert.equal(lab.follows(), 0);
});

test('at the end of its session the file is left', async (t) => {
  const lab = open(t, CLAUDE_FILE, '');
  lab.take('UserPromptSubmit');
  await lab.followed();
  lab.take('SessionEnd');
  appendFileSync(lab.file, claude('After.'));
  await delay(50);
  assert.deepEqual(lab.texts(), []);
});

function open(t: TestContext, name: string, before: string | undefined) {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-transcript-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, name);
  if (before !== undefined) writeFileSync(file, before);
  const posted: Payload[] = [];
  let waiting: Array<() => void> = [];
  let follows = 0;
  const transcripts = createTranscripts({
    follow(path, signal) {
      follows += 1;
      return followFile(path, { signal, intervalMs: 5, mayComeLater: true });
    },
    createSource: transcriptSourceOf,
    post: (payload) => posted.push(payload),
    ...{ clock: () => 0, now: () => Date.parse(NOW) },
    sleep: () => new Promise((resolve) => waiting.push(resolve)),
  });
  t.after(() => transcripts.close());
  const texts = () => posted.map(({ text }) => text);
  return {
    ...{ file, texts, follows: () => follows },
    take: (event: string, more: object = {}) =>
      transcripts.take({ session_id: 's', hook_event_name: event, transcript_path: file, ...more }),
    /** The file is opened a moment after the payload. */
    followed: () => delay(50),
    async got(expected: readonly string[]): Promise<void> {
      while (posted.length < expected.length) await delay(5);
      assert.deepEqual(texts(), expected);
    },
    async waits(count: number): Promise<void> {
      while (waiting.length < count) await delay(5);
    },
    pass(): void {
      for (const wake of waiting) wake();
      waiting = [];
    },
  };
}
