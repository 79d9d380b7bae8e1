import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import OpenAI from 'openai';
import type { Api } from '../../src/http/api.ts';
import { listenHttp } from '../../src/http/server.ts';
import type { SpeechRequest } from '../../src/http/speech.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { gateway } from '../helpers/fakes.ts';
import { skipUnless } from '../helpers/require.ts';
import { apiOf } from './house.ts';

const TOKEN = 'k'.repeat(48);
const RATE_HZ = 24_000;
const piece = (value: number, length = 2400) => ({
  samples: new Float32Array(length).fill(value),
  sampleRateHz: RATE_HZ,
});
const noFfmpeg = skipUnless(
  spawnSync('ffmpeg', ['-version']).status === 0,
  'there is no ffmpeg here',
  'sudo apt-get install -y ffmpeg',
);

/** The server, and OpenAI's own client for it. */
async function house(t: { after(fn: () => void): void }, api: Partial<Api> = {}) {
  const asked: SpeechRequest[] = [];
  const routes = apiOf({
    async *speech(request) {
      asked.push(request);
      yield piece(0.5);
      yield piece(-0.5);
    },
    voices: async () => [{ name: 'Alpha', voice: 'kokoro:jf_alpha', language: 'ja', available: true }],
    ...api,
  });
  const { port, close } = await listenHttp({ port: 0, host: '127.0.0.1', token: TOKEN, routes });
  t.after(close);
  const client = new OpenAI({ apiKey: TOKEN, baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
  return { client, asked, port };
}

const WORDS = { model: 'tts-1', voice: 'alloy', input: 'All tests pass.' } as const;

test("OpenAI's client hears the first piece before the next one is made", async (t) => {
  const gate = gateway();
  const { client } = await house(t, {
    async *speech() {
      yield piece(0.5);
      await gate.opened;
      yield piece(-0.5);
    },
  });
  const response = await client.audio.speech.create({ ...WORDS, response_format: 'pcm' });
  const reader = response.body?.getReader();
  assert.ok(reader);
  const first = await reader.read();
  assert.equal(
    new DataView(first.value?.buffer ?? new ArrayBuffer(2), first.value?.byteOffset).getInt16(0, true),
    16384,
  );
  gate.open();
  let bytes = first.value?.length ?? 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.length;
  assert.equal(bytes, 2 * 2400 * 2);
});

test('wav is a header and then the samples; what was asked for is what is spoken', async (t) => {
  const { client, asked } = await house(t);
  const response = await client.audio.speech.create({ ...WORDS, response_format: 'wav', speed: 1.5 });
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(response.headers.get('content-type'), 'audio/wav');
  assert.deepEqual(
    [bytes.toString('latin1', 0, 4), bytes.readUInt32LE(24), bytes.length],
    ['RIFF', RATE_HZ, 44 + 9600],
  );
  await (
    await client.audio.speech.create({
      ...WORDS,
      model: 'stream-tts-voice',
      voice: 'kokoro:jf_alpha',
      response_format: 'pcm',
    })
  ).arrayBuffer();
  assert.deepEqual(asked, [
    { input: 'All tests pass.', speed: 1.5, voice: undefined, isTranslated: true },
    { input: 'All tests pass.', speed: 1, voice: 'kokoro:jf_alpha', isTranslated: false },
  ]);
});

test('as events the same sound comes in base64, and a last event', async (t) => {
  const { client } = await house(t);
  const response = await client.audio.speech.create({ ...WORDS, response_format: 'pcm', stream_format: 'sse' });
  const events = (await response.text())
    .trim()
    .split('\n\n')
    .map((event) => JSON.parse(event.replace(/^data: /, '')) as { type: string; audio?: string });
  assert.deepEqual(
    events.map(({ type }) => type),
    ['speech.audio.delta', 'speech.audio.delta', 'speech.audio.done'],
  );
  assert.equal(Buffer.concat(events.map(({ audio = '' }) => Buffer.from(audio, 'base64'))).length, 9600);
});

test('mp3, opus, aac and flac by ffmpeg, each what it says it is', { skip: noFfmpeg }, async (t) => {
  const { client } = await house(t);
  const begins = { mp3: /^(ID3|\xff[\xe2-\xff])/, opus: /^OggS/, aac: /^\xff[\xf0-\xf9]/, flac: /^fLaC/ } as const;
  for (const [format, mark] of Object.entries(begins)) {
    const response = await client.audio.speech.create({ ...WORDS, response_format: format as keyof typeof begins });
    assert.match(Buffer.from(await response.arrayBuffer()).toString('latin1', 0, 8), mark, format);
  }
});

test('without ffmpeg a compressed format is refused with what to type', async (t) => {
  const { client } = await house(t, { encoder: '/nowhere/ffmpeg' });
  await assert.rejects(client.audio.speech.create({ ...WORDS, response_format: 'mp3' }), (error: unknown) => {
    assert.ok(error instanceof OpenAI.APIError);
    assert.deepEqual([error.status, error.code], [400, 'ffmpeg-missing']);
    return true;
  });
});

test('what is out of bounds is refused before anything is made; a voice that is not known is a 400', async (t) => {
  const { client, asked } = await house(t);
  for (const wrong of [{ input: '' }, { input: 'x'.repeat(4097) }, { speed: 9 }, { speed: 0.1 }, { input: '***' }]) {
    await assert.rejects(client.audio.speech.create({ ...WORDS, ...wrong }), { status: 400 });
  }
  assert.deepEqual(asked, []);
  const other = await house(t, {
    // biome-ignore lint/correctness/useYield: it fails before the first piece, as a wrong voice does
    async *speech() {
      throw new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message: 'There is no such voice.' });
    },
  });
  await assert.rejects(other.client.audio.speech.create({ ...WORDS, voice: 'nobody', response_format: 'wav' }), {
    status: 400,
  });
});

test('who goes away in the middle ends the making', async (t) => {
  const ended = gateway();
  const { client } = await house(t, {
    async *speech(_, signal) {
      signal.addEventListener('abort', ended.open);
      yield piece(0.5);
      await ended.opened;
    },
  });
  const response = await client.audio.speech.create({ ...WORDS, response_format: 'pcm' });
  await response.body?.cancel();
  await ended.opened;
});

test('models and voices are listed as OpenAI and its relatives list them', async (t) => {
  const { client, port } = await house(t);
  const names: string[] = [];
  for await (const { id } of client.models.list()) names.push(id);
  assert.deepEqual(names, ['stream-tts', 'stream-tts-voice']);
  const headers = { authorization: `Bearer ${TOKEN}` };
  const voices = (await (await fetch(`http://127.0.0.1:${port}/v1/audio/voices`, { headers })).json()) as object;
  assert.deepEqual(voices, {
    voices: [{ id: 'kokoro:jf_alpha', name: 'Alpha', voice: 'kokoro:jf_alpha', language: 'ja', available: true }],
  });
});
