import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createWavPlayer } from '../../../src/engines/players/wav.ts';
import { StreamTtsError } from '../../../src/spec/errors.ts';
import { level, playerContract } from '../../contract/player.ts';

const RATE_HZ = 24_000;
const dir = mkdtempSync(join(tmpdir(), 'stream-tts-wav-'));
after(() => rmSync(dir, { recursive: true, force: true }));
let files = 0;
const fresh = () => join(dir, `${++files}.wav`);

playerContract('wav', async () => {
  const paths: string[] = [];
  return {
    sampleRateHz: RATE_HZ,
    async open() {
      const path = fresh();
      paths.push(path);
      return createWavPlayer(path, RATE_HZ);
    },
    async listen() {
      const from = paths.length;
      const heard = () => Int16Array.from(paths.slice(from).flatMap((path) => [...readWav(path).samples, 0]));
      return { heard, until: async (done) => assert.ok(done(heard())) };
    },
    close: async () => {},
  };
});

describe('the WAV file', () => {
  it('is whole after every write, not only at the end', async () => {
    const path = fresh();
    const player = await createWavPlayer(path, RATE_HZ);
    assert.deepEqual(readWav(path), { rateHz: RATE_HZ, samples: new Int16Array(0) });
    await player.write(level(RATE_HZ, 10, 0.5));
    assert.equal(readWav(path).samples.length, 240);
    await player.write(level(RATE_HZ, 10, -1));
    assert.deepEqual(readWav(path).samples, Int16Array.from([...Array(240).fill(16_384), ...Array(240).fill(-32_767)]));
    await player.dispose();
    assert.equal(readWav(path).samples.length, 480);
  });

  it('keeps the order of writes that nobody waits for', async () => {
    const path = fresh();
    const player = await createWavPlayer(path, RATE_HZ);
    const wanted = Array.from({ length: 50 }, (_, i) => i + 1);
    for (const i of wanted) void player.write(Float32Array.of(i / 32_767));
    await player.drain();
    assert.deepEqual([...readWav(path).samples], wanted);
    await player.dispose();
  });

  it('that cannot be written is an error at once', async () => {
    await assert.rejects(createWavPlayer(join(dir, 'missing', 'a.wav'), RATE_HZ), (error: unknown) => {
      assert.ok(error instanceof StreamTtsError);
      assert.equal(error.code, 'cannot-write-wav');
      assert.match(error.message, /missing/);
      return true;
    });
  });
});

/** Reads by the format's own rules, not by the writer's constants; the sizes must be those of the file. */
function readWav(path: string): { rateHz: number; samples: Int16Array } {
  const bytes = readFileSync(path);
  assert.equal(bytes.toString('latin1', 0, 4), 'RIFF');
  assert.equal(bytes.readUInt32LE(4), bytes.length - 8);
  assert.equal(bytes.toString('latin1', 8, 16), 'WAVEfmt ');
  const [format, channels, bits] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22), bytes.readUInt16LE(34)];
  assert.deepEqual([format, channels, bits], [1, 1, 16]);
  assert.equal(bytes.toString('latin1', 36, 40), 'data');
  assert.equal(bytes.readUInt32LE(40), bytes.length - 44);
  const samples = new Int16Array((bytes.length - 44) / 2);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(44 + i * 2);
  return { rateHz: bytes.readUInt32LE(24), samples };
}
