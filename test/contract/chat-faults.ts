import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatLimits } from '../../src/engines/translators/chat-client.ts';
import type { Translator } from '../../src/spec/contracts.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { type ChatAnswer, type ChatBody, DONE, delta, END, event, startChatServer } from '../helpers/chat-server.ts';
import { createFakeInterpreter } from '../helpers/fakes.ts';

/** In milliseconds: a server that hangs is given up soon. */
export const SHORT_LIMITS: ChatLimits = { firstMs: 60, loadMs: 60, silenceMs: 60, retryMs: 0 };
/** Longer than any answer takes on a busy machine. */
export const LONG_LIMITS: ChatLimits = { firstMs: 60_000, loadMs: 60_000, silenceMs: 60_000, retryMs: 0 };

const ASKED = { text: 'I found the problem.', spans: [], language: 'en' } as const;
const SENTENCE = { ...ASKED, sentenceId: 's1', messageId: 'm', spoken: ASKED.text };

export interface ChatFaultsCase {
  readonly title: string;
  readonly create: (baseUrl: string, limits: ChatLimits) => Translator;
}

/** What every translator that asks a chat server must make of one that does not do its part. */
export function testChatFaults({ title, create }: ChatFaultsCase): void {
  async function withServer(
    answers: readonly ChatAnswer[] | ((body: ChatBody) => ChatAnswer),
    use: (translator: Translator) => Promise<void>,
    limits = LONG_LIMITS,
  ): Promise<void> {
    const server = await startChatServer(answers);
    const translator = create(server.baseUrl, limits);
    try {
      await use(translator);
    } finally {
      await translator.dispose();
      await server.close();
    }
  }

  for (const { title: fault, answers, code } of FAULTS) {
    test(`${title}: a server that ${fault} is a StreamTtsError, and the next engine goes on with one warning`, async () => {
      await withServer(
        answers,
        async (translator) => {
          await assert.rejects(saidBy(translator), (error) => error instanceof StreamTtsError && error.code === code);
          await spokenByTheNext({ ...translator, warm: async () => {} });
        },
        code === 'translator-slow' ? SHORT_LIMITS : LONG_LIMITS,
      );
    });
  }

  test(`${title}: a server that is not there is a StreamTtsError, and the next engine goes on with one warning`, async () => {
    const server = await startChatServer([]);
    await server.close();
    const translator = create(server.baseUrl, LONG_LIMITS);
    await assert.rejects(
      translator.warm(),
      (error) => error instanceof StreamTtsError && error.code === 'translator-unreachable',
    );
    await spokenByTheNext(translator);
    await translator.dispose();
  });

  test(`${title}: babble without an end stops at its bound, and is not spoken`, async () => {
    const babble = { body: [...Array.from({ length: 400 }, () => delta({ content: '問題問題' })), END, DONE] };
    await withServer(
      ({ max_tokens }) => {
        assert.ok(Number(max_tokens) < 100, String(max_tokens));
        return babble;
      },
      async (translator) => {
        const { signal } = new AbortController();
        const result = await createFakeInterpreter(translator).interpret(SENTENCE, { signal });
        assert.equal(result.kept, 'source');
        assert.equal(result.text, ASKED.text);
        await spokenByTheNext(translator);
      },
    );
  });
}

/** Three sentences, each spoken, with one warning for all. */
async function spokenByTheNext(translator: Translator): Promise<void> {
  const troubles: string[] = [];
  const second: Translator = {
    ...{ name: 'second', warm: async () => {}, dispose: async () => {} },
    async *translate() {
      yield '問題を見つけました。';
    },
  };
  const interpreter = createFakeInterpreter(translator, second);
  for (let sentences = 0; sentences < 3; sentences += 1) {
    const result = await interpreter.interpret(SENTENCE, {
      signal: new AbortController().signal,
      onTrouble: ({ message }) => troubles.push(message),
    });
    assert.equal(result.text, '問題を見つけました。');
    assert.equal(result.translator, 'second');
  }
  assert.equal(troubles.length, 1);
}

async function saidBy(translator: Translator): Promise<string> {
  const { signal } = new AbortController();
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
