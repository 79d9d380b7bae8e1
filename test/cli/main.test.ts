import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, test } from 'node:test';
import { main } from '../../src/cli/main.ts';

const directory = mkdtempSync(join(tmpdir(), 'stream-tts-cli-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** A machine with nothing on it. */
async function run(argv: readonly string[], input = '') {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const { signal } = new AbortController();
  const env = { STREAM_TTS_HOME: directory, HOME: directory, PATH: '' };
  const code = await main(argv, { stdin: Readable.from([Buffer.from(input)]), stdout, stderr, env, signal });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

test('--help names every command, and each command has its own help with examples', async () => {
  const { code, stdout } = await run(['--help']);
  assert.equal(code, 0);
  const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name ?? '');
  for (const wanted of ['speak', 'say', 'text', 'translate', 'readings', 'models', 'voices', 'doctor', 'bench']) {
    assert.ok(names.includes(wanted), wanted);
  }
  for (const name of names) {
    const help = await run([name, '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /Examples:/, name);
  }
});

test('text: rules of the settings file are switched off and added', async () => {
  const rules = {
    off: ['hash'],
    add: [
      { pattern: '\\bk8s\\b', say: 'kubernetes' },
      { pattern: '(\\w+)\\.test\\.ts$', kinds: ['path'], say: 'tests of $1' },
    ],
  };
  writeFileSync(join(directory, 'settings.json'), JSON.stringify({ rules }));
  const { stdout } = await run(
    ['text'],
    'On k8s since 4c60feab12cd34ef see src/auth.test.ts, src/http.test.ts and src/b.ts.\n',
  );
  rmSync(join(directory, 'settings.json'));
  assert.equal(stdout, 'On kubernetes since 4c60feab12cd34ef see tests of auth, tests of http and b.ts.\n');
});

const WRONG: ReadonlyArray<[string[], RegExp]> = [
  [['--speeed', '2'], /no option --speeed; did you mean --speed\?/],
  [['text', '--nonsense'], /no option --nonsense; see stream-tts text --help/],
  [['--speed'], /--speed needs a value/],
  [['speek'], /no command or file "speek"; did you mean speak\?/],
  [['missing.jsonl'], /no file missing\.jsonl/],
  [['text', '.'], /is a directory/],
  [['--from', 'morse'], /--from must be one of/],
  [['text', '--follow'], /--follow needs a FILE/],
  [['say'], /nothing to say/],
  [['setup'], /Name an agent: claude-code/],
  [['pause', '--now'], /no option --now/],
  [['speed'], /speed needs a number/],
  [['mute', '--session'], /--session needs a value/],
  [['bench', 'latencyy'], /did you mean latency\?/],
  [['models', 'pul'], /pull/],
  [['say', 'x', '--voice', 'kokoro:nobody'], /no voice nobody/],
  [['say', 'x', '--captions', 'x.txt'], /--captions .*\.vtt or \.srt/],
  [['say', 'x', '--runtime', 'nats'], /later version/],
];

for (const [argv, sentence] of WRONG) {
  test(`stream-tts ${argv.join(' ')}: one sentence and exit code 2`, async () => {
    const { code, stdout, stderr } = await run(argv);
    assert.equal(code, 2, stderr);
    assert.match(stderr, sentence);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    assert.equal(stdout, '');
  });
}

for (const argv of [['say', 'Hello.'], ['translate'], ['readings'], []]) {
  test(`without models, stream-tts ${argv.join(' ')} exits 3 with the line to type`, async () => {
    const { code, stdout, stderr } = await run(argv, 'Hello.');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /Type: npx stream-tts models pull [a-z]/);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.equal(stdout, '');
  });
}

test('text needs no model; a line that is no JSON and a cut one lose nothing that can be spoken', async () => {
  const delta = (text: string) =>
    JSON.stringify({
      type: 'assistant',
      message: { id: `m_${text}`, role: 'assistant', model: 'x', content: [{ type: 'text', text }] },
      parent_tool_use_id: null,
      session_id: 's',
      uuid: `u_${text}`,
    });
  const init = JSON.stringify({ type: 'system', subtype: 'init', session_id: 's', uuid: 'u', tools: [] });
  const input = `${init}\n${delta('First one.')}\n{oops\n${delta('Second one.')}\n${delta('Cut').slice(0, 40)}`;
  const { code, stdout, stderr } = await run(['text'], input);
  assert.equal(code, 0, stderr);
  assert.deepEqual(stdout.trim().split('\n'), ['First one.', 'Second one.']);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
});

test('an empty stream prints nothing and ends well', async () => {
  const { code, stdout } = await run(['text'], '');
  assert.equal(code, 0);
  assert.equal(stdout, '');
});

test('text --json has the fields of the contract', async () => {
  writeFileSync(join(directory, 'note.md'), 'Run `npm test` first. It takes 3 seconds.\n');
  const { stdout } = await run(['text', '--json', join(directory, 'note.md')]);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(rows.length, 2);
  for (const row of rows) {
    assert.deepEqual(Object.keys(row).sort(), ['language', 'messageId', 'sentenceId', 'spans', 'spoken', 'text']);
  }
  assert.equal(rows[0]?.text, 'Run npm test first.');
});

test('doctor says what is missing with what to type, and exits 3', async () => {
  const { code, stdout } = await run(['doctor', '--json']);
  assert.equal(code, 3);
  const findings = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { check: string; ok: boolean; fix?: string });
  const models = findings.filter(({ check }) => check.startsWith('model '));
  assert.ok(models.length >= 3);
  for (const { ok, fix } of models) {
    assert.equal(ok, false);
    assert.match(fix ?? '', /models pull/);
  }
});

test('voices lists each voice with its language, its credit and the reason why it cannot speak here', async () => {
  const { stdout } = await run(['voices', '--json']);
  const voices = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const known = voices.map(({ voice, language }) => `${voice} ${language}`);
  for (const name of ['kokoro:jf_alpha ja', 'kokoro:jm_kumo ja', 'kokoro:af_heart en', 'open-jtalk:mei ja']) {
    assert.ok(known.includes(name), name);
  }
  for (const { voice, available, credit, reason } of voices) {
    assert.match(String(credit), /\w+, .+/);
    if (!/^(kokoro|open-jtalk):/.test(String(voice))) continue;
    assert.equal(available, false);
    assert.match(String(reason), /^type: npx stream-tts models pull [a-z]/);
  }
});

test('a voice that cannot say the language is told so before anything is loaded', async () => {
  for (const [args, message] of [
    [['--voice', 'kokoro:af_heart'], /kokoro:af_heart speaks English, not Japanese; stream-tts voices/],
    [['--voice', 'open-jtalk', '--to', 'en'], /open-jtalk:mei speaks Japanese, not English/],
    [['--voice', 'kokoro', '--to', 'fr'], /speaks Japanese, not French/],
    [['--voice', 'kokoro:af_hart'], /Kokoro has no voice af_hart; it has jf_alpha/],
  ] as const) {
    const { code, stderr } = await run(['say', 'x', ...args]);
    assert.deepEqual([code, message.test(stderr)], [2, true], stderr);
  }
});

test('doctor --report is one object to send, without the name of the home directory', async () => {
  const { stdout } = await run(['doctor', '--report']);
  const report = JSON.parse(stdout) as { version: string; machine: { cores: number }; findings: unknown[] };
  assert.match(report.version, /^\d+\./);
  assert.ok(report.machine.cores >= 1);
  assert.ok(report.findings.length > 5);
  assert.ok(!stdout.includes(process.env.HOME ?? '/nowhere'));
});

test("text leaves an agent's notices out unless --notices", async () => {
  const payload = { session_id: 's', hook_event_name: 'Notification', message: 'Claude needs your permission.' };
  const quiet = await run(['text'], JSON.stringify(payload));
  assert.deepEqual([quiet.code, quiet.stdout], [0, '']);
  const heard = await run(['text', '--notices'], JSON.stringify(payload, null, 2));
  assert.deepEqual([heard.code, heard.stdout], [0, 'Claude needs your permission.\n']);
});
