import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createPipePlayer, type PipePlayerOptions } from '../../../src/engines/players/pipe-player.ts';
import { StreamTtsError } from '../../../src/spec/errors.ts';
import { level, playerContract } from '../../contract/player.ts';

const RATE_HZ = 24_000;
const dir = mkdtempSync(join(tmpdir(), 'stream-tts-pipe-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const skip = process.platform === 'win32' ? 'needs a POSIX shell' : false;

/** A player whose program is a shell command. */
function shellPlayer(script: string, more: Partial<PipePlayerOptions> = {}) {
  return createPipePlayer({
    name: 'shell',
    command: '/bin/sh',
    args: ['-c', script],
    env: process.env,
    sampleRateHz: RATE_HZ,
    probe: async () => undefined,
    ...more,
  });
}

/** Time that costs none: only the program's own pace is left. */
const noTime = { clock: () => 0, sleep: async () => {}, leadMs: Number.POSITIVE_INFINITY };

playerContract(
  'pipe',
  async () => {
    const path = join(dir, 'heard.raw');
    appendFileSync(path, '');
    return {
      sampleRateHz: RATE_HZ,
      open: async () => shellPlayer(`exec cat >> '${path}'`),
      async listen() {
        const from = readFileSync(path).length;
        const heard = () => {
          const bytes = readFileSync(path).subarray(from);
          return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(i * 2));
        };
        // One sample more than was written, as a loudspeaker is heard to be silent afterwards.
        const padded = () => Int16Array.from([...heard(), 0]);
        return {
          heard: padded,
          async until(done) {
            while (!done(padded())) await delay(10);
          },
        };
      },
      close: async () => {},
    };
  },
  skip,
);

describe('the pipe player', { skip }, () => {
  it('holds no more than the pipe does when the program does not read', async () => {
    const player = shellPlayer('exec sleep 1000', noTime);
    const second = level(RATE_HZ, 1000, 0.1);
    let taken = 0;
    for (; taken < 200; taken++) {
      const result = await Promise.race([player.write(second).then(() => 'taken'), delay(500, 'full')]);
      if (result === 'full') break;
    }
    await player.dispose();
    assert.ok(taken < 100, `${taken} s of sound were taken`);
  });

  it('starts a program that died again, once', async () => {
    const path = join(dir, 'starts');
    const player = shellPlayer(
      `echo x >> '${path}'; head -c 4800 > /dev/null; echo 'connection lost' >&2; exit 1`,
      noTime,
    );
    await assert.rejects(writeOn(player), (error: unknown) => {
      assert.ok(error instanceof StreamTtsError);
      assert.equal(error.code, 'player-failed');
      assert.match(error.message, /connection lost/);
      return true;
    });
    assert.equal(readFileSync(path, 'utf8'), 'x\nx\n');
    await player.dispose();
  });

  it('does not start it again when the sound system does not answer', async () => {
    const path = join(dir, 'starts-2');
    const probe = async () => 'connection refused';
    const player = shellPlayer(`echo x >> '${path}'; head -c 4800 > /dev/null; exit 1`, { ...noTime, probe });
    await assert.rejects(writeOn(player), /connection refused/);
    assert.equal(readFileSync(path, 'utf8'), 'x\n');
    await player.dispose();
  });

  it('says at drain that the program failed', async () => {
    const player = shellPlayer('cat > /dev/null; echo "device lost" >&2; exit 1');
    await player.write(level(RATE_HZ, 20, 0.1));
    await assert.rejects(player.drain(), /device lost/);
    await player.dispose();
  });

  it('says that the program cannot be started', async () => {
    const player = shellPlayer('', { command: join(dir, 'nothing') });
    await assert.rejects(writeOn(player), { code: 'player-failed' });
    await player.dispose();
  });
});

/** Writes until it is refused. */
async function writeOn(player: { write(samples: Float32Array): Promise<void> }): Promise<void> {
  for (let i = 0; i < 500; i++) {
    await player.write(level(RATE_HZ, 50, 0.1));
    await delay(1);
  }
}
