import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { speakThere } from '../../src/daemon/client.ts';
import { daemonPlace } from '../../src/daemon/place.ts';
import type { Event } from '../../src/spec/events.ts';
import { startServing } from '../helpers/serve.ts';
import { startSpeech } from '../helpers/voice-server.ts';

/** The real process, a voice that answers in no time, and no loudspeaker: what it writes is read. */

const SECRET = 'zebrafish';
const SENTENCE = `The ${SECRET} passes all tests.`;

async function house(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-silence-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const server = await startSpeech();
  t.after(() => server.close());
  const env = {
    ...{ HOME: home, XDG_CONFIG_HOME: home, XDG_RUNTIME_DIR: home, STREAM_TTS_HOME: home, PATH: home },
    ...{ STREAM_TTS_TRANSLATOR: 'none', STREAM_TTS_VOICE: 'openai:alloy', OPENAI_BASE_URL: `${server.url}/v1` },
    ...{ PULSE_SERVER: `unix:${home}/nobody`, STREAM_TTS_RUNTIME: undefined },
  };
  const serving = await startServing(['--port', '0', '--cold', '--no-microphone'], env);
  t.after(() => serving.kill('SIGKILL'));
  const authorization = `Bearer ${readFileSync(serving.ready.tokenFile, 'utf8').trim()}`;
  const post = async (path: string, body: string) => {
    const response = await fetch(`${serving.ready.url}${path}`, {
      ...{ method: 'POST', body, headers: { authorization, 'content-type': 'application/json' } },
    });
    return { status: response.status, text: await response.text() };
  };
  const say = (argv: readonly string[], text: string, events: Event[] = []) =>
    speakThere(daemonPlace(env), {
      ...{ argv, cwd: home, env: {}, signal: new AbortController().signal },
      async *open() {
        yield Buffer.from(text);
      },
      onEvent: (event) => events.push(event),
    });
  return { home, server, serving, post, say };
}

const timeout = 120_000;

test('serve writes nothing that anybody said: not of whole sessions, not of what went wrong', {
  timeout,
}, async (t) => {
  const { home, server, serving, post, say } = await house(t);
  if (process.platform !== 'win32') assert.equal(statSync(serving.ready.tokenFile).mode & 0o777, 0o600);

  const speech = (words: object) => post('/v1/audio/speech', JSON.stringify({ response_format: 'pcm', ...words }));
  assert.equal((await speech({ input: SENTENCE })).status, 200);
  const out = join(home, 'said.wav');
  const events: Event[] = [];
  const ending = await say(['speak', '--from', 'text', '--out', out], SENTENCE, events);
  assert.deepEqual(ending, { type: 'result', exitCode: 0, sentences: 1 });
  assert.ok(existsSync(out) && events.some((event) => event.type === 'sentence' && event.text === SENTENCE));

  // The voice's server fails, a voice is refused, words and bodies are wrong, nothing can be played.
  server.faults.push('error', 'error');
  assert.ok((await speech({ input: `The ${SECRET} is lost.` })).status >= 500);
  assert.equal((await speech({ input: SENTENCE, voice: `kokoro:${SECRET}` })).status, 400);
  assert.equal((await post('/v1/voice', JSON.stringify({ voice: `kokoro:${SECRET}`, session: SECRET }))).status, 400);
  assert.equal((await post('/v1/control', `{"action": "${SECRET}"`)).status, 400);
  assert.equal((await post(`/v1/speak?from=${SECRET}`, SENTENCE)).status, 400);
  assert.equal((await post('/v1/speak?from=text', SENTENCE)).status, 200);
  assert.equal((await post(`/${SECRET}`, SENTENCE)).status, 404);
  const hook = { hook_event_name: 'UserPromptSubmit', session_id: 'a', cwd: home, prompt: SENTENCE };
  assert.equal((await post('/hook', JSON.stringify(hook))).status, 200);
  const message = { hook_event_name: 'Notification', session_id: 'a', cwd: home, message: SENTENCE };
  assert.equal((await post('/hook', JSON.stringify(message))).status, 200);
  assert.equal((await say(['speak', '--voice', `kokoro:${SECRET}`], SENTENCE)).type, 'refused');
  assert.equal((await say(['speak', `--${SECRET}`], SENTENCE)).type, 'refused');

  serving.kill('SIGTERM');
  assert.equal(await serving.exit, 0);
  assert.match(serving.output(), /"tokenFile"/);
  assert.ok(!serving.output().includes(SECRET), serving.output());
});
