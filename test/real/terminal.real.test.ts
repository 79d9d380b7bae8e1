import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../src/engines/players/find-program.ts';
import { ROOT, runCli } from '../helpers/cli.ts';
import { CARD_RATE_HZ, havePulse, PULSE_COMMAND, startPulse } from '../helpers/pulse.ts';
import { skipUnless } from '../helpers/require.ts';
import { startServing } from '../helpers/serve.ts';
import { skipWithout } from '../helpers/store.ts';

const has = async (name: string) => (await findProgram(name, process.env)) !== undefined;
const skip =
  skipUnless(process.platform === 'linux' && (await has('script')), 'there is no script(1) of util-linux', '') ||
  skipUnless(await havePulse(), 'there is no PulseAudio here', PULSE_COMMAND) ||
  skipUnless(await has('espeak-ng'), 'there is no espeak-ng here', 'sudo apt-get install -y espeak-ng') ||
  skipWithout('japanese-dictionary');

const ENTRY = fileURLToPath(new URL('../../src/cli/entry.ts', import.meta.url));
const TEXT = 'All 96 tests pass. The server keeps every connection open, and the limit is the same.';

/** A terminal in which the words are typed as a pipeline, and keys while it runs. */
function terminal(command: string, env: Readonly<Record<string, string | undefined>>) {
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: ROOT,
    env: { ...process.env, ...env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  return {
    press: (keys: string) => child.stdin.write(keys),
    shown: () => shown,
    async until(pattern: RegExp): Promise<void> {
      while (!pattern.test(shown)) await new Promise((resolve) => child.stdout.once('data', resolve));
    },
    exit: new Promise<number | null>((resolve) => child.on('close', resolve)),
    kill: () => child.kill('SIGKILL'),
  };
}

for (const runtime of ['pure', 'daemon'] as const) {
  test(`on a terminal, ${runtime}: both languages, and keys that pause, go on and end`, {
    skip,
    timeout: 120_000,
  }, async (t) => {
    const pulse = await startPulse();
    t.after(() => pulse.close());
    const env = {
      ...pulse.env,
      HOME: process.env.HOME,
      STREAM_TTS_VOICE: 'system:espeak-ng',
      STREAM_TTS_TRANSLATOR: 'none',
      STREAM_TTS_RUNTIME: runtime,
    };
    if (runtime === 'daemon') {
      const serving = await startServing([], env);
      t.after(() => serving.kill('SIGKILL'));
    }
    const recording = await pulse.record();
    const isLoud = () => recording.heard().some((sample) => Math.abs(sample) > 300);
    const tty = terminal(`echo '${TEXT}' | '${process.execPath}' --import tsx '${ENTRY}'`, env);
    t.after(tty.kill);
    await tty.until(/space pauses/);
    await tty.until(/All 96 tests/);
    await recording.until(isLoud);
    tty.press(' ');
    const silentFor = (heard: Int16Array, seconds: number) =>
      heard.length > seconds * CARD_RATE_HZ &&
      heard.subarray(-Math.round(seconds * CARD_RATE_HZ)).every((sample) => Math.abs(sample) < 300);
    // Longer than any pause of the speech.
    await recording.until((heard) => silentFor(heard, 1.5));
    assert.ok(!/The server keeps/.test(tty.shown()), 'the second sentence has not begun');
    tty.press(' ');
    await tty.until(/The server keeps/);
    tty.press('q');
    assert.equal(await tty.exit, 130);
    assert.equal(tty.shown().match(/space pauses/g)?.length, 1);
    if (runtime === 'daemon') assert.equal((await runCli(['quit'], { env })).code, 0);
  });
}
