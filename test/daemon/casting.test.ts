import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../src/daemon/daemon.ts';
import { createRole } from '../../src/daemon/role.ts';
import { createSilentPlayer } from '../../src/engines/players/silent.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Voice } from '../../src/spec/contracts.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import type { Pcm } from '../../src/spec/parts.ts';
import { createFakeRoad, createFakeVoice, gateway, turn } from '../helpers/fakes.ts';
import { open, until } from './talk.ts';

const RATE_HZ = 24_000;
const UNKNOWN = new StreamTtsError({
  ...{ code: 'usage', stage: 'settings', exitCode: 2, message: 'There is no voice nobody.' },
});

/** A warm process of one session or two, whose voices write down what they say; `first` is held by a gate. */
function house(t: { after(fn: () => unknown): void }) {
  const { daemon, desk } = open(async () => createSilentPlayer({ sampleRateHz: RATE_HZ }));
  t.after(() => desk.dispose());
  const gate = gateway();
  const said: string[] = [];
  const left: string[] = [];
  const voiceOf = (name: string): Voice =>
    createFakeVoice({
      ...{ name, sampleRateHz: RATE_HZ },
      async *speak(text) {
        said.push(`${name}: ${text}`);
        if (name === 'first') await gate.opened;
        yield { samples: new Float32Array(240).fill(0.5), sampleRateHz: RATE_HZ };
      },
    });
  const runOf = (name: string, knows: readonly string[], text: string): Run => {
    const role = createRole(voiceOf('first'));
    return {
      name,
      engines: { voice: role.voice },
      speak: ({ player, shared, onEvent }) => {
        const { road } = createFakeRoad({
          ...{ voice: role.voice, player, interpreter: undefined, floor: shared.floor, onStart: shared.onStart },
          emit: (body) => onEvent({ ...body, atMs: 0, sessionId: name, turnId: '' }),
        });
        return runRoad(road, turn(text));
      },
      async understudy(voice) {
        if (!knows.includes(voice)) throw UNKNOWN;
        return { stepIn: () => role.play(voiceOf(voice)), leave: () => void left.push(`${name}: ${voice}`) };
      },
    };
  };
  const start = (name: string, knows: readonly string[] = ['second'], text = 'One. Two. Three.') =>
    daemon.speak(runOf(name, knows, text), () => {});
  const sessions = () => daemon.status().sessions.map(({ name, voice }) => `${name} ${voice}`);
  return { daemon, gate, said, left, start, sessions };
}

test('another voice speaks from the next sentence on that is not begun, and status says so', async (t) => {
  const { daemon, gate, said, start, sessions } = house(t);
  const done = start('app');
  await until(() => said.length > 0);
  assert.deepEqual(await daemon.control('voice', { voice: 'second', session: 'app' }), {
    voice: 'second',
    sessions: ['c1'],
  });
  assert.deepEqual(sessions(), ['app second']);
  gate.open();
  await done;
  assert.deepEqual(said, ['first: One.', 'second: Two.', 'second: Three.']);
});

test('a voice that one of the sessions cannot have is one error, and no session changes', async (t) => {
  const { daemon, gate, said, left, start, sessions } = house(t);
  const both = [start('app', ['second']), start('site', ['second', 'third'])];
  await until(() => said.length > 0);
  await assert.rejects(daemon.control('voice', { voice: 'nobody', session: 'app' }), UNKNOWN);
  await assert.rejects(daemon.control('voice', { voice: 'third' }), UNKNOWN);
  assert.deepEqual(left, ['site: third']);
  for (const voice of [undefined, '', '  ', 7, 'x'.repeat(300), 'a\u001b[2Jb']) {
    await assert.rejects(daemon.control('voice', { voice }), { code: 'usage', exitCode: 2 });
  }
  await assert.rejects(
    daemon.control('voice', { voice: 'second', session: 'nowhere' }),
    /No session is called nowhere/,
  );
  assert.deepEqual(sessions(), ['app first', 'site first']);
  gate.open();
  await Promise.all(both);
  assert.ok(said.every((line) => line.startsWith('first: ')));
  await assert.rejects(daemon.control('voice', { voice: 'second' }), /No session runs now/);
});

test('a session is called otherwise from now on, and who was heard alone is still heard', async (t) => {
  const { daemon, gate, said, start, sessions } = house(t);
  const both = [start('app'), start('site')];
  await until(() => said.length > 0);
  await daemon.control('solo', { session: 'app' });
  await assert.rejects(daemon.control('name', { name: 'x' }), /which of the 2 sessions/);
  await daemon.control('name', { name: ' api ', session: 'app' });
  assert.deepEqual(sessions(), ['api first', 'site first']);
  const silent = () => daemon.status().sessions.map(({ silent }) => silent);
  assert.deepEqual(silent(), [null, 'another session is heard alone']);
  gate.open();
  await Promise.all(both);
  const { log } = (await daemon.control('log', {})) as { log: Array<{ name: string; outcome: string }> };
  assert.deepEqual(
    log.filter(({ outcome }) => outcome === 'played').map(({ name }) => name),
    ['api', 'api', 'api'],
  );
});

test('a sentence that is said in pieces is of one voice; another rate becomes that of the first', async () => {
  const voiceOf = (name: string, sampleRateHz: number) =>
    createFakeVoice({
      ...{ name, sampleRateHz },
      async *speak(text) {
        const samples = new Float32Array(sampleRateHz / 10).fill(name === 'low' ? 0.25 : 0.5);
        yield { samples, sampleRateHz, says: [{ at: sampleRateHz / 20, text }] };
      },
    });
  const role = createRole(voiceOf('high', 48_000));
  const one = new AbortController().signal;
  const two = new AbortController().signal;
  const hear = async (signal: AbortSignal) => {
    const heard: Pcm[] = [];
    for await (const pcm of role.voice.speak('x', { speed: 1, signal })) heard.push(pcm);
    return heard.map(({ samples, sampleRateHz, says }) => [
      samples.at(-1),
      samples.length,
      sampleRateHz,
      says?.[0]?.at,
    ]);
  };
  assert.deepEqual(await hear(one), [[0.5, 4800, 48_000, 2400]]);
  role.play(voiceOf('low', 24_000));
  assert.deepEqual([role.voice.name, role.voice.sampleRateHz], ['low', 48_000]);
  assert.deepEqual(await hear(one), [[0.5, 4800, 48_000, 2400]]);
  const [[level, length, rate, at] = []] = await hear(two);
  assert.deepEqual([level, rate, at], [0.25, 48_000, 2400]);
  assert.ok(Math.abs(Number(length) - 4800) <= 2, `${length} samples`);
});
