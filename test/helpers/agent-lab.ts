import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlThere } from '../../src/daemon/client.ts';
import { daemonPlace } from '../../src/daemon/place.ts';
import { findProgram } from '../../src/engines/players/find-program.ts';
import { cacheHome } from '../../src/models/home.ts';
import { ROOT } from './cli.ts';
import { dictionaryFor } from './dictionary.ts';
import { havePulse, PULSE_COMMAND, startPulse } from './pulse.ts';
import { skipUnless } from './require.ts';
import { startServing } from './serve.ts';
import { assertNoStrays, createTeardown } from './teardown.ts';

export const BIN = join(ROOT, 'bin', 'stream-tts.mjs');

/** Why the loudspeaker's tests cannot run here. */
export async function skipWithoutSound(): Promise<string | false> {
  const hasEspeak = (await findProgram('espeak-ng', process.env)) !== undefined;
  return (
    skipUnless(await havePulse(), 'there is no PulseAudio here', PULSE_COMMAND) ||
    skipUnless(hasEspeak, 'there is no espeak-ng here', 'sudo apt-get install -y espeak-ng')
  );
}

/**
 * A user's machine: a home, a project, a loudspeaker in memory, an agent connected by `setup` (none with undefined), and
 * a warm process. Replies must be in Japanese, since no translator is loaded. Undefined where the dictionary is missing.
 */
export async function openAgentLab(t: TestContext, agent: string | undefined) {
  if (dictionaryFor(t) === undefined) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-agent-'));
  const { after } = createTeardown(t);
  after(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  // Hooks start warm processes that are nobody's children: none may outlive the test.
  after(() => assertNoStrays(home));
  const project = join(home, 'project');
  const own = join(home, 'st');
  for (const directory of [project, own]) mkdirSync(directory);
  symlinkSync(join(cacheHome(process.env), 'models'), join(own, 'models'));
  const pulse = await startPulse();
  after(() => pulse.close());
  const settings = { STREAM_TTS_TRANSLATOR: 'none', STREAM_TTS_VOICE: 'system:espeak-ng' };
  const env = { ...pulse.env, HOME: home, XDG_CONFIG_HOME: undefined, STREAM_TTS_HOME: own, ...settings };
  if (agent !== undefined) {
    execFileSync(process.execPath, [BIN, 'setup', agent, '--quiet'], { cwd: project, env: { ...process.env, ...env } });
  }
  const serving = await startServing([], env);
  const place = daemonPlace(env);
  after(async () => {
    serving.kill('SIGTERM');
    await serving.exit;
  });
  after(() => controlThere(place, 'quit', {}));

  async function log(): Promise<Array<[text: string, outcome: string]>> {
    const ending = await controlThere(place, 'log', { count: 100 });
    const value =
      ending.type === 'reply' ? (ending.value as { log: Array<{ text: string; outcome: string }> }) : { log: [] };
    return value.log.map(({ text, outcome }) => [text, outcome]);
  }

  return {
    ...{ home, project, env, pulse, serving, after, log },
    /** Resolves at the first sound. */
    async sounds(): Promise<void> {
      const recording = await pulse.record();
      await recording.until((heard) => heard.some((sample) => Math.abs(sample) > 500));
    },
    /** Resolves when so many sentences have ended. */
    async said(count: number): Promise<void> {
      while ((await log()).length < count) await sleep(100);
    },
    /** Resolves when a warm process answers. */
    async answers(): Promise<void> {
      while ((await controlThere(place, 'status', {})).type !== 'reply') await sleep(100);
    },
  };
}
