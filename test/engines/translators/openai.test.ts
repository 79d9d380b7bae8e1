import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createOpenAiTranslator } from '../../../src/engines/translators/openai.ts';
import type { Translator } from '../../../src/spec/contracts.ts';
import { StreamTtsError } from '../../../src/spec/errors.ts';
import { testTranslator } from '../../contract/translator.ts';
import {
  type ChatAnswer,
  type ChatBody,
  DONE,
  delta,
  END,
  event,
  says,
  startChatServer,
} from '../../helpers/chat-server.ts';
import { createFakeInterpreter } from '../../helpers/fakes.ts';

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

const LIMITS = { firstMs: 60, loadMs: 60, silenceMs: 60, retryMs: 0 };
const ASKED = { text: 'I found the problem.', spans: [], language: 'en' } as const;

async function withServer<T>(
  answers: readonly ChatAnswer[] | ((body: ChatBody) => ChatAnswer),
  use: (translator: Translator, requests: Awaited<ReturnType<typeof startChatServer>>) => Promise<T>,
  apiKey?: string,
): Promise<T> {
  const own = await startChatServer(answers);
  const translator = createOpenAiTranslator({ baseUrl: own.baseUrl, model: 'local', limits: LIMITS, apiKey });
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

const FAULTS: ReadonlyArray<{ title: string; answers: readonly ChatAnswer[]; code: string }> = [
  { title: 'hangs before its first byte', answers: [{ ending: 'silent' }], code: 'translator-slow' },
  {
    title: 'hangs in the middle',
    answers: [{ body: [delta({ content: '問' })], ending: 'hang' }],
    code: 'translator-slow',
  },
  {
    title: 'breaks in the middle',
    answers: [{ body: [delta({ content: '問' })], ending: 'reset' }],
    code: 'translator-broken',
  },
  { title: 'ends in the middle', answers: [{ body: [delta({ content: '問' })] }], code: 'translator-broken' },
  {
    title: 'is rate-limited for long',
    answers: [{ status: 429, headers: { 'retry-after': '30' }, body: ['{"error":{"message":"slow down"}}'] }],
    code: 'translator-busy',
  },
  { title: 'has a trouble of its own', answers: [{ status: 500, body: ['oops'] }], code: 'translator-busy' },
  {
    title: 'tells an error in its stream',
    answers: [{ body: [delta({ content: '問' }), event({ error: { message: 'out of memory' } })] }],
    code: 'translator-refused',
  },
  {
    title: 'is no chat server',
    answers: [{ headers: { 'content-type': 'text/html' }, body: ['<p>'] }],
    code: 'translator-answer',
  },
  {
    title: 'has no such model',
    answers: [{ status: 404, body: ['{"error":"model not found"}'] }],
    code: 'translator-model',
  },
  { title: 'wants a key', answers: [{ status: 401 }], code: 'translator-key' },
];

for (const { title, answers, code } of FAULTS) {
  test(`openai: a server that ${title} is a StreamTtsError, and the next engine goes on with one warning`, async () => {
    await withServer(answers, async (translator) => {
      await assert.rejects(saidBy(translator), (error) => error instanceof StreamTtsError && error.code === code);
      const troubles: string[] = [];
      const second: Translator = {
        ...{ name: 'second', warm: async () => {}, dispose: async () => {} },
        async *translate() {
          yield '問題を見つけました。';
        },
      };
      const result = await createFakeInterpreter({ ...translator, warm: async () => {} }, second).interpret(
        { ...ASKED, sentenceId: 's1', messageId: 'm', spoken: ASKED.text },
        { signal: new AbortController().signal, onTrouble: ({ message }) => troubles.push(message) },
      );
      assert.equal(result.text, '問題を見つけました。');
      assert.equal(result.translator, 'second');
      assert.equal(troubles.length, 1);
    });
  });
}

test('openai: babble without an end stops at its bound, and is not spoken', async () => {
  const babble = { body: [...Array.from({ length: 400 }, () => delta({ content: '問題問題' })), END, DONE] };
  await withServer(
    ({ max_tokens }) => {
      assert.ok(Number(max_tokens) < 100, String(max_tokens));
      return babble;
    },
    async (translator) => {
      const result = await createFakeInterpreter(translator).interpret(
        { ...ASKED, sentenceId: 's1', messageId: 'm', spoken: ASKED.text },
        { signal: new AbortController().signal },
      );
      assert.equal(result.kept, 'source');
      assert.equal(result.text, ASKED.text);
    },
  );
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
