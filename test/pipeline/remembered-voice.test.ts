import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRememberedVoice } from '../../src/pipeline/remembered-voice.ts';
import type { SoundMemory } from '../../src/spec/contracts.ts';
import type { Pcm } from '../../src/spec/parts.ts';
import { join, say } from '../contract/voice.ts';
import { createFakeVoice } from '../helpers/fakes.ts';

function memoryOf(sounds = new Map<string, Pcm>()): SoundMemory & { readonly sounds: Map<string, Pcm> } {
  return {
    sounds,
    get: async (key) => sounds.get(JSON.stringify(key)),
    put: (key, pcm) => sounds.set(JSON.stringify(key), pcm),
  };
}

function counted() {
  const fake = createFakeVoice();
  const texts: string[] = [];
  const voice = createFakeVoice({
    speak(text, options) {
      texts.push(text);
      return fake.speak(text, options);
    },
  });
  return { voice, texts };
}

test('what was said before is given in one piece, and the voice is not asked', async () => {
  const { voice, texts } = counted();
  const remembered = createRememberedVoice(voice, memoryOf(), '');
  const first = await say(remembered, '一つ。');
  assert.equal(first.length, 2);
  const again = await say(remembered, '一つ。');
  assert.equal(again.length, 1);
  assert.deepEqual(join(again), join(first));
  assert.deepEqual(again[0]?.remaining, { nextMs: 0, totalMs: 0 });
  assert.deepEqual(texts, ['一つ。']);
});

test('another speed, language or variant is another sound', async () => {
  const { voice, texts } = counted();
  const memory = memoryOf();
  await say(createRememberedVoice(voice, memory, ''), '一つ。');
  await say(createRememberedVoice(voice, memory, ''), '一つ。', { speed: 2 });
  await say(createRememberedVoice(voice, memory, ''), '一つ。', { language: 'en' });
  await say(createRememberedVoice(voice, memory, 'terms'), '一つ。');
  assert.equal(texts.length, 4);
});

test('what was broken off or failed is not kept', async () => {
  const memory = memoryOf();
  const controller = new AbortController();
  const remembered = createRememberedVoice(createFakeVoice(), memory, '');
  for await (const _ of remembered.speak('一つ。', { speed: 1, signal: controller.signal })) controller.abort();
  const failing = createFakeVoice({
    async *speak() {
      yield { samples: new Float32Array(10), sampleRateHz: 1000 };
      throw new Error('lost');
    },
  });
  await assert.rejects(say(createRememberedVoice(failing, memory, ''), '一つ。'));
  for await (const _ of remembered.speak('二つ。', { speed: 1, signal: new AbortController().signal })) break;
  assert.equal(memory.sounds.size, 0);
});

test('a sound of another rate is not given', async () => {
  const memory = memoryOf();
  memory.put(
    { voice: 'fake:voice', text: '一つ。', speed: 1, variant: '' },
    { samples: new Float32Array(5), sampleRateHz: 8000 },
  );
  const { voice, texts } = counted();
  await say(createRememberedVoice(voice, memory, ''), '一つ。');
  assert.deepEqual(texts, ['一つ。']);
});
