import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createAfplayPlayer } from '../../../src/engines/players/afplay.ts';
import { level, playerContract } from '../../contract/player.ts';

const RATE_HZ = 24_000;
const skip = process.platform === 'win32' ? 'needs a POSIX shell' : false;
const dir = mkdtempSync(join(tmpdir(), 'stream-tts-afplay-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** Plays a WAV file into a file, at the pace at which it would be heard. */
const PLAYER = `
const { readFileSync, appendFileSync } = require('node:fs');
const data = readFileSync(process.argv[2]).subarray(44);
let at = 0;
const play = () => {
  if (at >= data.length) return;
  appendFileSync(process.argv[1], data.subarray(at, at + 4800));
  at += 4800;
  setTimeout(play, 100);
};
play();
`;

playerContract(
  'afplay',
  async () => {
    const [heardPath, command, script] = [join(dir, 'heard.raw'), join(dir, 'afplay'), join(dir, 'play.cjs')];
    appendFileSync(heardPath, '');
    writeFileSync(script, PLAYER.replace('process.argv[1]', JSON.stringify(heardPath)));
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$1"\n`);
    chmodSync(command, 0o755);
    return {
      sampleRateHz: RATE_HZ,
      open: async () => createAfplayPlayer({ command, env: process.env, sampleRateHz: RATE_HZ }),
      async listen() {
        const from = readFileSync(heardPath).length;
        const heard = () => {
          const bytes = readFileSync(heardPath).subarray(from);
          return Int16Array.from({ length: (bytes.length >> 1) + 1 }, (_, i) =>
            i * 2 < bytes.length ? bytes.readInt16LE(i * 2) : 0,
          );
        };
        return {
          heard,
          async until(done) {
            while (!done(heard())) await delay(10);
          },
        };
      },
      close: async () => {},
    };
  },
  skip,
);

it('says that afplay failed', { skip }, async () => {
  const command = join(dir, 'failing');
  writeFileSync(command, '#!/bin/sh\necho "AudioQueueStart failed" >&2\nexit 1\n');
  chmodSync(command, 0o755);
  const player = createAfplayPlayer({ command, env: process.env, sampleRateHz: RATE_HZ });
  await assert.rejects(
    async () => {
      await player.write(level(RATE_HZ, 20, 0.1));
      await player.drain();
    },
    { code: 'player-failed', message: /AudioQueueStart failed/ },
  );
  await player.dispose();
});
