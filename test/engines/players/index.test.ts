import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { listPlayers, openPlayer } from '../../../src/engines/players/index.ts';
import { StreamTtsError } from '../../../src/spec/errors.ts';
import { level, playerContract } from '../../contract/player.ts';
import { CARD_RATE_HZ, havePulse, PULSE_COMMAND, startPulse } from '../../helpers/pulse.ts';
import { skipUnless } from '../../helpers/require.ts';

const noPulse = skipUnless(await havePulse(), 'PulseAudio is not installed', PULSE_COMMAND);

for (const name of ['pulse', 'pacat']) {
  playerContract(
    name,
    async () => {
      const server = await startPulse();
      return {
        sampleRateHz: CARD_RATE_HZ,
        isLive: true,
        isExact: name === 'pulse',
        open: () => openPlayer({ sampleRateHz: CARD_RATE_HZ, env: server.env, only: [name] }),
        listen: () => server.record(),
        close: () => server.close(),
      };
    },
    noPulse,
  );
}

describe('a device that is pulled out', { skip: noPulse }, () => {
  it('ends the player, and nothing goes on elsewhere', async () => {
    const server = await startPulse();
    const player = await openPlayer({ sampleRateHz: CARD_RATE_HZ, env: server.env, only: ['pulse'] });
    await player.write(level(CARD_RATE_HZ, 100, 0.1));
    await server.unplug();
    await assert.rejects(
      async () => {
        for (let i = 0; i < 100; i++) await player.write(level(CARD_RATE_HZ, 100, 0.1));
      },
      { code: 'device-gone', stage: 'player' },
    );
    await player.dispose();
    await server.close();
  });
});

describe('a sound server that dies', { skip: noPulse }, () => {
  it('makes write reject, and then no player opens', async () => {
    const server = await startPulse();
    const options = { sampleRateHz: CARD_RATE_HZ, env: server.env };
    const player = await openPlayer(options);
    await player.write(level(CARD_RATE_HZ, 100, 0.1));
    await server.kill();
    await assert.rejects(
      async () => {
        for (let i = 0; i < 100; i++) await player.write(level(CARD_RATE_HZ, 100, 0.1));
      },
      { code: 'player-failed', stage: 'player' },
    );
    await player.dispose();
    await assert.rejects(openPlayer(options), { code: 'no-sound-device', stage: 'player' });
    await server.close();
  });
});

describe('the choice of a player', { skip: process.platform === 'win32' ? 'needs a POSIX shell' : false }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'stream-tts-players-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const env = { PATH: dir };

  function install(name: string, script: string): void {
    writeFileSync(join(dir, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(dir, name), 0o755);
  }

  it('says what to install where there is none', async () => {
    await assert.rejects(openPlayer({ sampleRateHz: 24_000, env }), (error: unknown) => {
      assert.ok(error instanceof StreamTtsError);
      assert.deepEqual([error.code, error.stage, error.exitCode], ['no-sound-device', 'player', 3]);
      assert.match(error.fix ?? '', /install/);
      return true;
    });
  });

  it('passes over those that are there and cannot play', async () => {
    install('pw-cat', "echo 'pw-cat: unrecognized option --raw' >&2; exit 1");
    install('pacat', 'echo "Connection failure: Connection refused" >&2; exit 1');
    await assert.rejects(openPlayer({ sampleRateHz: 24_000, env }), (error: unknown) => {
      assert.ok(error instanceof StreamTtsError);
      assert.match(error.message, /tried pw-cat, pacat\).*--out FILE.wav/);
      return true;
    });
    // It complains and ends well all the same, as ffplay does without a device.
    install('ffplay', 'echo "audio open failed" >&2; while read -r _; do :; done; exit 0');
    install('aplay', 'while read -r _; do :; done; exit 0');
    const player = await openPlayer({ sampleRateHz: 24_000, env });
    assert.equal(player.name, 'aplay');
    await player.dispose();
    const reports = await listPlayers({ sampleRateHz: 24_000, env });
    assert.deepEqual(
      reports.map(({ name, found, detail }) => [name, found, detail]),
      [
        ['pw-cat', false, 'pw-cat: unrecognized option --raw'],
        ['pacat', false, 'Connection failure: Connection refused'],
        ['aplay', true, join(dir, 'aplay')],
        ['ffplay', false, 'audio open failed'],
        ['sox', false, 'not installed'],
      ],
    );
  });

  it('takes no program that cannot be told about a device when one is named', async () => {
    rmSync(join(dir, 'aplay'));
    install('play', 'while read -r _; do :; done; exit 0');
    assert.equal((await openPlayer({ sampleRateHz: 24_000, env })).name, 'sox');
    await assert.rejects(openPlayer({ sampleRateHz: 24_000, env, device: 'kitchen' }), /sox, which cannot be told/);
  });
});
