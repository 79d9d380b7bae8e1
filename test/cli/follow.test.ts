import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { followFile } from '../../src/cli/follow.ts';
import { runCli } from '../helpers/cli.ts';

const directory = mkdtempSync(join(tmpdir(), 'stream-tts-follow-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** Follows a file; `next` waits until something has come and returns all that has. */
function follow(path: string) {
  const controller = new AbortController();
  const bytes = followFile(path, { signal: controller.signal, intervalMs: 5 });
  return {
    async next(): Promise<string> {
      const { value } = await bytes.next();
      return Buffer.from(value ?? []).toString();
    },
    /** Reads until this much has come. */
    async until(wanted: string): Promise<string> {
      let text = '';
      while (!text.endsWith(wanted)) text += await this.next();
      return text;
    },
    async stop(): Promise<boolean | undefined> {
      controller.abort();
      return (await bytes.next()).done;
    },
  };
}

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** Starts following before the test writes: the file is opened at the first read. */
async function started(path: string) {
  const followed = follow(path);
  const first = followed.next();
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { ...followed, first };
}

test('follow: what was there is not read, what is added is, at once and in order', async () => {
  const path = file('added', 'old\n');
  const followed = await started(path);
  appendFileSync(path, 'one\n');
  assert.equal(await followed.first, 'one\n');
  appendFileSync(path, 'two');
  assert.equal(await followed.next(), 'two');
  appendFileSync(path, ' and three\n');
  assert.equal(await followed.next(), ' and three\n');
  assert.equal(await followed.stop(), true);
});

test('follow: much at once comes whole', async () => {
  const path = file('much', '');
  const followed = await started(path);
  const text = `${'x'.repeat(300_000)}\n`;
  appendFileSync(path, text);
  const first = await followed.first;
  assert.equal(first + (await followed.until('\n')), text);
  await followed.stop();
});

test('follow: a file that is replaced is read to its end, and the new one from its beginning', async () => {
  const path = file('rotated', 'old\n');
  const followed = await started(path);
  appendFileSync(path, 'half');
  assert.equal(await followed.first, 'half');
  appendFileSync(path, ' a line');
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'new\n');
  assert.equal(await followed.until('new\n'), ' a line\nnew\n', 'half a line does not run into the new file');
  appendFileSync(path, 'more\n');
  assert.equal(await followed.next(), 'more\n');
  await followed.stop();
});

test('follow: a file that is cut short is read from its beginning', async () => {
  const path = file('truncated', 'a long old text\n');
  const followed = await started(path);
  truncateSync(path, 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  appendFileSync(path, 'new\n');
  assert.equal(await followed.first, 'new\n');
  await followed.stop();
});

test('follow: a file that goes away is waited for', async () => {
  const path = file('away', 'old\n');
  const followed = await started(path);
  rmSync(path);
  await new Promise((resolve) => setTimeout(resolve, 50));
  writeFileSync(path, 'back\n');
  assert.equal(await followed.first, 'back\n');
  await followed.stop();
});

test('follow: text --follow prints what a transcript gets, and Ctrl-C ends it', async () => {
  const line = (uuid: string, text: string) =>
    `${JSON.stringify({
      parentUuid: null,
      isSidechain: false,
      type: 'assistant',
      message: { id: uuid, role: 'assistant', model: 'x', content: [{ type: 'text', text }] },
      uuid,
      sessionId: 's',
    })}\n`;
  const path = file('session.jsonl', line('a', 'Before.'));
  const writing = setInterval(() => appendFileSync(path, line('b', 'While it was followed.')), 100);
  const { code, stdout } = await runCli(['text', '--follow', path], { onStdout: (_, kill) => kill('SIGINT') });
  clearInterval(writing);
  assert.equal(stdout, 'While it was followed.\n', 'a line that comes again is said once');
  assert.equal(code, 130);
});
