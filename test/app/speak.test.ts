import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveSettings } from '../../src/app/settings.ts';
import { speak } from '../../src/app/speak.ts';
import { createGlossary } from '../../src/guard/glossary.ts';
import { createPaces } from '../../src/pipeline/choice.ts';
import { createFakeVoice, createRecordingPlayer, gateway, settle } from '../helpers/fakes.ts';

/** So many that they wait long enough also when a few were already taken to be translated. */
const SENTENCES = 24;
const LONG = Array.from({ length: SENTENCES }, (_, n) => `This is sentence number ${n}, and it is rather long.`).join(
  ' ',
);

const LAST = 'That is the last message.';

/** Two messages of an agent, of which the voice says the first sentence when both are written. */
async function late(env: Readonly<Record<string, string>>) {
  const { opened, open } = gateway();
  const { opened: bothWritten, open: onBothWritten } = gateway();
  const speeds: number[] = [];
  const voice = createFakeVoice({
    async *speak(_, { speed }) {
      speeds.push(speed);
      await opened;
      yield { samples: new Float32Array(100).fill(0.5), sampleRateHz: 1000 };
    },
  });
  async function* bytes() {
    for (const [n, text] of [LONG, LAST].entries()) {
      const message = { id: `m${n}`, role: 'assistant', content: [{ type: 'text', text }] };
      yield Buffer.from(`${JSON.stringify({ type: 'assistant', session_id: 'session', message })}\n`);
    }
  }
  const speaking = speak({
    settings: { ...resolveSettings({}, { STREAM_TTS_HOME: '/nonexistent', ...env }), from: 'claude' },
    engines: {
      ...{ translators: [], voice, memory: undefined, glossary: createGlossary({}), paces: createPaces() },
      ...{ policy: 'in-order', dispose: async () => {} },
    },
    player: createRecordingPlayer({ realTime: true }),
    bytes: bytes(),
    onEvent(event) {
      if (event.type === 'sentence' && event.text === LAST) onBothWritten();
    },
    signal: new AbortController().signal,
    clock: () => 0,
  });
  await bothWritten;
  await settle();
  open();
  return { counts: await speaking, speeds };
}

test('unless it is told otherwise, speech that falls behind gets faster, to its limit, and leaves nothing out', async () => {
  const { counts, speeds } = await late({});
  assert.deepEqual(counts, { played: SENTENCES + 1, written: 0, skipped: 0, failed: 0, aborted: 0 });
  assert.ok(Math.max(...speeds) === 1.3, `${speeds}`);
  assert.equal(speeds.at(-1), 1);
  const told = await late({ STREAM_TTS_BEHIND: 'keep' });
  assert.ok(
    told.speeds.every((speed) => speed === 1),
    `${told.speeds}`,
  );
});
