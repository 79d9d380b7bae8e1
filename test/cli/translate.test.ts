import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import type { Io } from '../../src/cli/command.ts';
import { translate } from '../../src/cli/translate.ts';
import { type ChatAnswer, type ChatBody, DONE, delta, END, says, startChatServer } from '../helpers/chat-server.ts';
import { createFakeLlamaServer } from '../helpers/fake-llama-server.ts';

interface Line {
  readonly source: string;
  readonly text: string;
  readonly translator: string;
  readonly kept: string;
  readonly checks: Readonly<Record<string, boolean>>;
  readonly firstClauseMs: number | null;
  readonly totalMs: number;
}

async function run(t: TestContext, translator: string, lines: readonly string[], env: Io['env'] = {}) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-translate-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const { signal } = new AbortController();
  const io: Io = { stdin, stdout, stderr, env: { ...env, STREAM_TTS_HOME: home }, signal };
  stdin.end(lines.map((line) => `${line}\n`).join(''));
  const code = await translate.run({ positionals: [], values: { json: true, translator } }, io);
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  const rows: Line[] = text(stdout)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { code, rows, warnings: text(stderr).split('\n').filter(Boolean) };
}

const LINES = ['I found the problem.', 'The old cache is not deleted yet.', 'All 24 tests pass now.'];

function answer({ messages = [] }: ChatBody): ChatAnswer {
  const asked = messages.at(-1)?.content ?? '';
  if (asked.includes('problem')) return says('問題を', '見つけました。');
  if (asked.includes('cache')) return says('古いキャッシュは', 'まだ削除されていません。');
  return says('24件のテストが', 'すべて通ります。');
}

test('translate --json: what each line became, by whom, in what time, and what was checked', async (t) => {
  const server = await startChatServer(answer);
  t.after(server.close);
  const { code, rows, warnings } = await run(t, 'openai:local', LINES, { OPENAI_BASE_URL: server.baseUrl });
  assert.deepEqual([code, warnings], [0, []]);
  assert.deepEqual(
    rows.map(({ source, text }) => [source, text]),
    [
      [LINES[0], '問題を見つけました。'],
      [LINES[1], '古いキャッシュはまだ削除されていません。'],
      [LINES[2], '24件のテストがすべて通ります。'],
    ],
  );
  for (const { translator, kept, checks, totalMs } of rows) {
    assert.deepEqual([translator, kept], ['openai:local', 'translation']);
    assert.ok(Object.keys(checks).length > 5 && Object.values(checks).every((passed) => passed === true));
    assert.ok(Number.isInteger(totalMs));
  }
});

const FAULTS: ReadonlyArray<{ readonly fault: string; readonly answer: ChatAnswer; readonly says: RegExp }> = [
  {
    fault: 'rate-limited',
    answer: { status: 429, headers: { 'retry-after': '60' }, body: ['{"error":{"message":"slow down"}}'] },
    says: /has too much to do \(429\) and asks to wait 60 s: slow down/,
  },
  { fault: 'broken', answer: { status: 500 }, says: /has a trouble of its own \(500\)/ },
  {
    fault: 'hung in the middle',
    answer: { body: [delta({ content: '問' })], ending: 'reset' },
    says: /broke in the middle/,
  },
];

for (const { fault, answer: faulty, says: words } of FAULTS) {
  test(`translate --json: a server that becomes ${fault} costs one warning, and every line comes`, async (t) => {
    let asked = 0;
    const server = await startChatServer(() => {
      asked += 1;
      // The warming and the first line are answered.
      return asked <= 2 ? says('問題を', '見つけました。') : faulty;
    });
    t.after(server.close);
    const { code, rows, warnings } = await run(t, 'openai:local', LINES, { OPENAI_BASE_URL: server.baseUrl });
    assert.deepEqual(
      rows.map(({ kept, text }) => [kept, text]),
      [
        ['translation', '問題を見つけました。'],
        ['source', LINES[1]],
        ['source', LINES[2]],
      ],
    );
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', words);
    assert.equal(code, 1, 'something was not translated');
  });
}

test('translate --json: babble is not given, and says which check it failed', async (t) => {
  const babble = { body: [...Array.from({ length: 400 }, () => delta({ content: '問題問題' })), END, DONE] };
  const server = await startChatServer(() => babble);
  t.after(server.close);
  const { rows, warnings } = await run(t, 'openai:local', LINES.slice(0, 1), { OPENAI_BASE_URL: server.baseUrl });
  assert.deepEqual([rows[0]?.kept, rows[0]?.text, warnings.length], ['source', LINES[0], 1]);
  assert.match(warnings[0] ?? '', /its answers have no end/);
  assert.ok(Object.values(rows[0]?.checks ?? {}).includes(false));
});

test('translate --json: a server that is not there says what to type', async (t) => {
  await assert.rejects(run(t, 'openai:local', LINES, { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }), {
    ...{ code: 'translator-unreachable', exitCode: 3, fix: 'curl http://127.0.0.1:9/v1/models' },
  });
});

test('translate --translator llama-server: the program starts, answers, and is gone afterwards', async (t) => {
  if (process.platform === 'win32') return t.skip('the stand-in needs a Unix');
  const fake = createFakeLlamaServer();
  const env = { STREAM_TTS_LLAMA_SERVER: fake.program };
  const { code, rows, warnings } = await run(t, `llama-server:${fake.modelPath}`, LINES.slice(0, 1), env);
  assert.deepEqual([code, warnings, rows[0]?.text], [0, [], '問題を見つけました。']);
  assert.equal(rows[0]?.translator, 'llama-server:model');
  assert.throws(() => process.kill(fake.pid(), 0));
});
