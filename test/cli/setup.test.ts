import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { AGENTS } from '../../src/agents/setup/agents.ts';
import { freePort } from '../../src/app/setup.ts';
import { main } from '../../src/cli/main.ts';

const FILES: Readonly<Record<string, string | undefined>> = {
  'no file': undefined,
  'an empty object': '{}',
  'own hooks of the same events':
    '{\n  "hooks": {\n    "Stop": [{"hooks": [{"type": "command", "command": "bell"}]}]\n  }\n}\n',
  'tabs and carriage returns': '{\r\n\t"b": 1,\r\n\t"a": { "x": [] }\r\n}',
  'big, in an order of its own': `${JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`z${(i * 37) % 500}`, [i]])), null, 3)}\n`,
};

for (const [name, before] of Object.entries(FILES)) {
  test(`setup claude-code, ${name}: shown, done, undone`, async (t) => {
    const { file, run } = lab(t, before);
    const now = () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
    const dry = await run('setup', 'claude-code', '--all', '--dry-run');
    assert.equal(dry.code, 0);
    assert.match(dry.stdout, /^\+.*MessageDisplay/m);
    assert.equal(now(), before);
    assert.equal((await run('setup', 'claude-code', '--all', '--quiet')).code, 0);
    assert.match(now() ?? '', /"url": ?"http:\/\/127\.0\.0\.1:\d+\/hook"/);
    const again = await run('setup', 'claude-code', '--all', '--quiet', '--json');
    assert.deepEqual(JSON.parse(again.stdout).file, file);
    const undone = await run('setup', 'claude-code', '--all', '--remove');
    assert.equal(undone.code, 0, undone.stderr);
    assert.equal(now(), before);
    const nothing = await run('setup', 'claude-code', '--all', '--remove');
    assert.match(nothing.stdout, /nothing to change/);
    assert.equal(now(), before);
  });
}

test('settings that are no JSON: one sentence, exit code 2, and the file as it was', async (t) => {
  const { file, run } = lab(t, '{ "a": 1,, }');
  const result = await run('setup', 'claude-code', '--all', '--quiet');
  assert.equal(result.code, 2);
  assert.match(result.stderr, /^stream-tts: .*settings\.json is not right in line 1 .*left as it is.*\n$/);
  assert.equal(readFileSync(file, 'utf8'), '{ "a": 1,, }');
});

test('a port that is taken is passed over', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', () => resolve()));
  t.after(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  assert.ok((await freePort(port)) > port);
});

test('the port is chosen once, and stands in our own settings', async (t) => {
  const { home, run, file } = lab(t, '{}');
  const own = join(home, 'st', 'settings.json');
  await run('setup', 'claude-code', '--all', '--quiet');
  const { port } = JSON.parse(readFileSync(own, 'utf8'));
  assert.match(readFileSync(file, 'utf8'), new RegExp(`127.0.0.1:${port}/hook`));
  writeFileSync(own, '{ "speed": 1.5, "port": 30001 }');
  await run('setup', 'claude-code', '--all', '--quiet');
  assert.match(readFileSync(file, 'utf8'), /127.0.0.1:30001\/hook/);
  assert.equal(readFileSync(own, 'utf8'), '{ "speed": 1.5, "port": 30001 }');
});

for (const { name } of AGENTS) {
  test(`setup ${name} --all is undone byte for byte`, async (t) => {
    const { run } = lab(t, undefined);
    const done = await run('setup', name, '--all', '--quiet', '--json');
    const { file, changed } = JSON.parse(done.stdout);
    assert.equal(changed, true);
    assert.ok(existsSync(file));
    assert.equal((await run('setup', name, '--all', '--remove')).code, 0);
    assert.equal(existsSync(file), false);
  });
}

test('an agent that cannot be connected is told what to type, a mistyped one its name', async (t) => {
  const { run } = lab(t, undefined);
  assert.match((await run('setup', 'copilot')).stderr, /copilot -p .* \| npx stream-tts/);
  assert.match((await run('setup', 'claude')).stderr, /did you mean claude-code\?/);
  assert.equal((await run('setup')).code, 2);
});

function lab(t: TestContext, content: string | undefined) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-setup-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const claude = join(home, 'claude');
  mkdirSync(claude);
  const file = join(claude, 'settings.json');
  if (content !== undefined) writeFileSync(file, content);
  const env = { HOME: home, STREAM_TTS_HOME: join(home, 'st'), CLAUDE_CONFIG_DIR: claude };
  return {
    ...{ home, file },
    async run(...argv: string[]) {
      const stdout = new PassThrough();
      const stderr = new PassThrough();
      const { signal } = new AbortController();
      const code = await main(argv, { stdin: new PassThrough(), stdout, stderr, env, signal });
      return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
    },
  };
}
