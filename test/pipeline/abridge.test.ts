import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createIds } from '../../src/app/speak.ts';
import { BEHIND_S, BRIEF_FROM_S, type Policy } from '../../src/pipeline/fate.ts';
import type { RoadHandle } from '../../src/pipeline/floor.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Sentence, SourcePart } from '../../src/spec/parts.ts';
import { renderAnnouncement } from '../../src/text/announce.ts';
import { createSentencer } from '../../src/text/sentencer.ts';
import { createFakeRoad, createFakeVoice, createRecordingPlayer, gateway, settle } from '../helpers/fakes.ts';

const BRIEF: Policy = { detail: 'brief', behind: 'keep', fastest: 1 };

interface Message {
  readonly id: string;
  readonly text: string;
}

async function* messages(...all: readonly Message[]): AsyncGenerator<SourcePart> {
  yield { type: 'turn-start', turnId: 'turn' };
  for (const { id, text } of all) {
    yield { type: 'text-start', messageId: id };
    yield { type: 'text-delta', text };
    yield { type: 'text-end' };
  }
  yield { type: 'turn-end', reason: 'end_turn' };
}

/** What is said and what is left out of these messages, by our own Markdown. */
async function hear(policy: Policy, parts: AsyncIterable<SourcePart>, road: Parameters<typeof createFakeRoad>[0] = {}) {
  const nextId = createIds('s');
  const all: Sentence[] = [];
  const note = (batch: Sentence[]) => {
    all.push(...batch);
    return batch;
  };
  let handle: RoadHandle | undefined;
  const fake = createFakeRoad({
    sentencer(messageId) {
      const own = createSentencer({ nextId, messageId, code: 'announce' });
      return { write: (text) => note(own.write(text)), end: () => note(own.end()) };
    },
    announce: renderAnnouncement,
    interpreter: undefined,
    policy,
    onStart(given) {
      handle = given;
    },
    ...road,
  });
  await runRoad(fake.road, parts);
  const ends = fake.of('sentence-end');
  const textOf = new Map(fake.of('sentence').map(({ sentenceId, text }) => [sentenceId, text]));
  const ids = (wanted: (end: (typeof ends)[number]) => boolean) => ends.filter(wanted).map((end) => end.sentenceId);
  const said = ids(({ outcome }) => outcome === 'written' || outcome === 'played');
  return {
    all,
    said,
    texts: said.map((id) => textOf.get(id) ?? ''),
    left: ids(({ outcome, reason }) => outcome === 'skipped' && (reason === 'brief' || reason === 'behind')),
    reasons: new Set(ends.flatMap(({ reason }) => reason ?? [])),
    kept: handle?.takeLeft() ?? [],
    ends: ends.length,
    begun: textOf.size,
  };
}

const REPORT = `The cause is found. It is the cache.

## What happened

The reader asks for a key. Nobody answers it.

- The first item.
- The second item.
- The third item.
- The fourth item.
- The fifth item.

Is the limit right?

\`\`\`ts
const limit = 3;
\`\`\`

## What is next

I changed the limit. All tests pass.
`;

describe('brief', () => {
  test('says the first paragraph, headings, first items, questions and the last paragraph, then that there is more', async () => {
    const { texts, kept, reasons } = await hear(BRIEF, messages({ id: 'm', text: REPORT }));
    assert.deepEqual(texts, [
      'The cause is found.',
      'It is the cache.',
      'What happened',
      'The first item.',
      'The second item.',
      'The third item.',
      'Is the limit right?',
      'What is next',
      'I changed the limit.',
      'All tests pass.',
      'There is more: 5 sentences left out.',
    ]);
    assert.deepEqual(
      kept.map(({ text }) => text),
      [
        'The reader asks for a key.',
        'Nobody answers it.',
        'The fourth item.',
        'The fifth item.',
        'A 1-line TypeScript block.',
      ],
    );
    assert.deepEqual([...reasons], ['brief']);
  });

  test('whatever is written: what is said is in order, no question is left out, and nothing is lost', async () => {
    const sentence = fc.constantFrom(
      'One is here.',
      'Is it so?',
      'The test of `a.ts` fails.',
      '終わりました。',
      'どうですか？',
    );
    const paragraph = fc.array(sentence, { minLength: 1, maxLength: 3 }).map((some) => some.join(' '));
    const block = fc.oneof(
      paragraph,
      paragraph.map((text) => `# ${text}`),
      fc.array(paragraph, { minLength: 1, maxLength: 6 }).map((some) => some.map((text) => `- ${text}`).join('\n')),
      fc.constant('```js\na()\n```'),
      fc.constant('| a | b |\n| - | - |\n| c | d? |'),
    );
    const text = fc.array(block, { maxLength: 8 }).map((blocks) => blocks.join('\n\n'));
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.constantFrom<Policy['detail']>('auto', 'full', 'brief', 'final'),
        async (prose, detail) => {
          const heard = await hear({ ...BRIEF, detail }, messages({ id: 'm', text: prose }));
          const order = heard.all.map(({ sentenceId }) => sentenceId);
          const own = heard.said.filter((id) => order.includes(id));
          assert.deepEqual(
            own,
            order.filter((id) => own.includes(id)),
            'a subsequence',
          );
          for (const { sentenceId, text: written, announce } of heard.all) {
            if (announce === undefined && /[?？]$/.test(written)) assert.ok(own.includes(sentenceId), written);
          }
          assert.deepEqual(
            [...own, ...heard.kept.map(({ sentenceId }) => sentenceId)].sort(),
            order.toSorted(),
            'said or kept for more',
          );
          assert.equal(heard.ends, heard.begun, 'one end for each sentence');
          if (detail === 'full' || (detail === 'final' && heard.all.length > 0)) assert.deepEqual(heard.left, []);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('auto: a message up to about a minute is said whole, a longer one in brief', async () => {
  const paragraphs = (count: number) =>
    Array.from({ length: count }, (_, n) => `This is paragraph number ${n} of a long reply.`).join('\n\n');
  const perS = 14;
  const fits = Math.floor((BRIEF_FROM_S * perS) / 50);
  const auto: Policy = { ...BRIEF, detail: 'auto' };
  const short = await hear(auto, messages({ id: 'm', text: paragraphs(fits) }));
  assert.equal(short.said.length, fits);
  assert.deepEqual(short.kept, []);
  const long = await hear(auto, messages({ id: 'm', text: paragraphs(4 * fits) }));
  const brief = await hear(BRIEF, messages({ id: 'm', text: paragraphs(4 * fits) }));
  assert.deepEqual(long.texts, brief.texts);
  assert.equal(long.said.length, 3);
});

test('final: only the last message of each turn', async () => {
  const policy: Policy = { ...BRIEF, detail: 'final' };
  async function* turns() {
    yield* messages({ id: 'a', text: 'I look.' }, { id: 'b', text: 'It is done. All of it.' });
    yield* messages({ id: 'c', text: 'I look again.' }, { id: 'd', text: 'That is done too.' });
  }
  const { texts } = await hear(policy, turns());
  assert.deepEqual(texts, ['It is done.', 'All of it.', 'That is done too.']);
});

test('final: the end of the input is the end of the turn', async () => {
  async function* parts(): AsyncGenerator<SourcePart> {
    yield { type: 'text-start', messageId: 'a' };
    yield { type: 'text-delta', text: 'It is done.' };
  }
  assert.deepEqual((await hear({ ...BRIEF, detail: 'final' }, parts())).texts, ['It is done.']);
});

describe('speech that falls behind', () => {
  const LONG = Array.from({ length: 12 }, (_, n) => `This is sentence number ${n}, and it is rather long.`).join(' ');
  const LIST = Array.from({ length: 9 }, (_, n) => `- The item of number ${n} is here, and it is long as well.`).join(
    '\n',
  );

  /** The voice says the first sentence and stands still until all has been written. */
  async function late(policy: Partial<Policy>, older: string, newer = 'That is the last message.') {
    const { opened, open } = gateway();
    const speeds: number[] = [];
    const voice = createFakeVoice({
      async *speak(_, { speed }) {
        speeds.push(speed);
        await opened;
        yield { samples: new Float32Array(100).fill(0.5), sampleRateHz: 1000 };
      },
    });
    const player = createRecordingPlayer({ realTime: true });
    const hearing = hear(
      { detail: 'full', behind: 'keep', fastest: 1, ...policy },
      messages({ id: 'a', text: older }, { id: 'b', text: newer }),
      { voice, player, clock: () => 0 },
    );
    await settle();
    open();
    return { ...(await hearing), speeds };
  }

  test('keep: everything is said, no faster', async () => {
    const { said, speeds } = await late({}, LONG);
    assert.equal(said.length, 13);
    assert.ok(speeds.every((speed) => speed === 1));
  });

  test('faster: nothing is left out, the speed rises to its limit and comes back', async () => {
    const { said, speeds } = await late({ behind: 'faster', fastest: 1.4 }, `${LONG} ${LONG}`);
    assert.equal(said.length, 25);
    assert.ok(Math.max(...speeds) > 1 && Math.max(...speeds) <= 1.4, `${speeds}`);
    assert.equal(speeds.at(-1), 1);
  });

  test('latest: jumps to the last message with a word about what was left out, which is kept', async () => {
    const { texts, left, kept, reasons } = await late({ behind: 'latest' }, LONG);
    assert.ok(left.length > 5);
    assert.deepEqual(texts.slice(-2), [
      `There is more: ${left.length} sentences left out.`,
      'That is the last message.',
    ]);
    assert.equal(kept.length, left.length);
    assert.deepEqual([...reasons], ['behind']);
  });

  test('shorten: lists are announced in the place of being read', async () => {
    const { texts, left } = await late({ behind: 'shorten' }, `${LONG}\n\n${LIST}\n\nThat was the list.`);
    assert.ok(texts.includes('A list of 9 items.'), texts.join('\n'));
    assert.ok(!texts.some((text) => text.includes('The item of number')));
    assert.ok(texts.includes('That was the list.'));
    assert.equal(left.length, 9);
  });

  test('one long message is not behind itself', async () => {
    const { speeds } = await late({ behind: 'faster', fastest: 2 }, 'Short.', `${LONG} ${LONG} ${LONG}`);
    assert.ok(speeds.every((speed) => speed === 1));
    assert.ok(BEHIND_S > 0);
  });
});
