import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createOpenAiTranslator } from '../../../src/engines/translators/openai.ts';
import type { Translator } from '../../../src/spec/contracts.ts';
import { LONG_LIMITS, testChatFaults } from '../../contract/chat-faults.ts';
import { testTranslator } from '../../contract/translator.ts';
import { type ChatAnswer, type ChatBody, delta, says, startChatServer } from '../../helpers/chat-server.ts';

const SAID: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [/I found the problem/, ['問題', 'を見', 'つけ', 'ました。']],
  [/All 24 tests/, ['これで', '24件', 'のテストが', '通ります。']],
  [/The old cache/, ['古い', 'キャッシュは', 'まだ削除されて', 'いません。']],
];
const ELSE = ['パーサーは', 'ファイル全体を', '読んで、短い報告を', '書きます。'];

function answer({ messages = [] }: ChatBody): ChatAnswer {
  const asked = messages.at(-1)?.content ?? '';
  return says(...(SAID.find(([pattern]) => pattern.test(asked))?.[1] ?? ELSE));
}

const server = await startChatServer(answer);
after(() => server.close());

testTranslator({
  title: 'openai',
  create: () => createOpenAiTranslator({ baseUrl: server.baseUrl, model: 'local' }),
  createBroken: () => createOpenAiTranslator({ baseUrl: 'http://127.0.0.1:1/v1', model: 'local' }),
  skip: false,
});

testChatFaults({
  title: 'openai',
  create: (baseUrl, limits) => createOpenAiTranslator({ baseUrl, model: 'local', limits }),
});

const ASKED = { text: 'I found the problem.', spans: [], language: 'en' } as const;

async function withServer<T>(
  answers: readonly ChatAnswer[] | ((body: ChatBody) => ChatAnswer),
  use: (translator: Translator, requests: Awaited<ReturnType<typeof startChatServer>>) => Promise<T>,
  apiKey?: string,
): Promise<T> {
  const own = await startChatServer(answers);
  const translator = createOpenAiTranslator({ baseUrl: own.baseUrl, model: 'local', limits: LONG_LIMITS, apiKey });
  try {
    return await use(translator, own);
  } finally {
    await translator.dispose();
    await own.close();
  }
}

async function saidBy(translator: Translator, signal = new AbortController().signal): Promise<string> {
  let text = '';
  for await (const piece of translator.translate(ASKED, { to: 'ja', context: [], attempt: 0, signal })) text += piece;
  return text;
}

test('openai: of a server whose first byte would come after 30 s nobody hears anything after 20', async (t) => {
  const server = await startChatServer([{ ending: 'silent' }]);
  const translator = createOpenAiTranslator({ baseUrl: server.baseUrl, model: 'm' });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { signal } = new AbortController();
  let ended = false;
  const pieces = translator.translate(ASKED, { to: 'ja', context: [], attempt: 0, signal })[Symbol.asyncIterator]();
  const answer = pieces.next().finally(() => {
    ended = true;
  });
  answer.catch(() => {});
  while (server.requests.length === 0) await new Promise((done) => setImmediate(done));
  t.mock.timers.tick(19_999);
  await new Promise((done) => setImmediate(done));
  assert.equal(ended, false);
  t.mock.timers.tick(1);
  await assert.rejects(answer, /20 s/);
  t.mock.timers.reset();
  await translator.dispose();
  await server.close();
});

test('openai: an abort closes the connection', async () => {
  await withServer([{ body: [delta({ content: '問' })], ending: 'hang' }], async (translator, own) => {
    const controller = new AbortController();
    const pieces = translator.translate(ASKED, { to: 'ja', context: [], attempt: 0, signal: controller.signal });
    assert.equal((await pieces[Symbol.asyncIterator]().next()).value, '問');
    controller.abort(new Error('enough'));
    await own.leftBy(0);
  });
});

test('openai: the key is sent, and is in no message', async () => {
  const key = 'sk-secret-0123456789';
  const echo = { status: 400, body: [`{"error":{"message":"bad key ${key}"}}`] };
  await withServer(
    [says('問題です。'), echo],
    async (translator, own) => {
      await saidBy(translator);
      assert.equal(own.requests[0]?.key, `Bearer ${key}`);
      await assert.rejects(saidBy(translator), (error) => error instanceof Error && !error.message.includes(key));
    },
    key,
  );
});

test('openai: what is short of an answer is waited for when the server says how long', async () => {
  await withServer([{ status: 503, headers: { 'retry-after': '0' } }, says('問題です。')], async (translator) => {
    assert.equal(await saidBy(translator), '問題です。');
  });
});
