import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { planService } from '../../src/app/service.ts';
import { findProgram } from '../../src/engines/players/find-program.ts';
import { skipUnless } from '../helpers/require.ts';

const ENV = { HOME: '/home/a', STREAM_TTS_VOICE: 'kokoro:jm_kumo', SECRET_TOKEN: 'x', PATH: '/usr/bin' };
const ODD = ['/bin/echo', 'a "b" \\ 100% $HOME & <c>', 'serve'];

test('a systemd user unit, with the words quoted and the settings of the environment', () => {
  const { file, text, start, stop } = planService(ODD, ENV, 'linux');
  assert.equal(file, '/home/a/.config/systemd/user/stream-tts.service');
  assert.match(text, /^ExecStart="\/bin\/echo" "a \\"b\\" \\\\ 100%% \$\$HOME & <c>" "serve"$/m);
  assert.match(text, /^Environment="STREAM_TTS_VOICE=kokoro:jm_kumo"$/m);
  assert.match(text, /^Environment="MALLOC_ARENA_MAX=1"$/m);
  assert.doesNotMatch(text, /SECRET/);
  assert.deepEqual(start.at(-1), ['systemctl', '--user', 'enable', '--now', 'stream-tts.service']);
  assert.deepEqual(stop, [['systemctl', '--user', 'disable', '--now', 'stream-tts.service']]);
  assert.match(planService(ODD, { ...ENV, XDG_CONFIG_HOME: '/c' }, 'linux').file, /^\/c\/systemd/);
});

const skip = skipUnless(
  process.platform === 'linux' && (await findProgram('systemd-analyze', process.env)) !== undefined,
  'there is no systemd-analyze here',
  'sudo apt-get install -y systemd',
);

test('systemd itself finds nothing wrong with it', { skip }, (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-unit-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const verify = (text: string) => {
    const file = join(directory, 'stream-tts.service');
    writeFileSync(file, text);
    const env = { ...process.env, HOME: directory, XDG_RUNTIME_DIR: directory, SYSTEMD_LOG_LEVEL: 'warning' };
    return execFileSync('systemd-analyze', ['--user', 'verify', '--man=no', file], { env, stdio: 'pipe' });
  };
  const { text } = planService(ODD, ENV, 'linux');
  verify(text);
  assert.throws(() => verify(text.replace('ExecStart', 'ExecBegin')), 'a wrong one is found');
});

test('a launchd agent, with what XML needs escaped', () => {
  const { file, text, start } = planService(ODD, ENV, 'darwin');
  assert.equal(file, '/home/a/Library/LaunchAgents/org.stream-tts.serve.plist');
  assert.ok(text.includes('<string>a "b" \\ 100% $HOME &amp; &lt;c&gt;</string>'));
  assert.deepEqual(start, [['launchctl', 'load', '-w', file]]);
});

test('other systems are told so', () => {
  assert.throws(() => planService(ODD, ENV, 'win32'), { code: 'no-service', exitCode: 2 });
});
