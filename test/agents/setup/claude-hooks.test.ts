import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'jsonc-parser';
import { isOurs, withClaudeHooks, withoutClaudeHooks } from '../../../src/agents/setup/claude-hooks.ts';
import { lineDiff } from '../../../src/agents/setup/diff.ts';
import { openKeptFile } from '../../../src/agents/setup/kept-file.ts';

const TARGETS = {
  command: `'/usr/bin/node' '/opt/stream-tts/bin/stream-tts.mjs' hook`,
  url: 'http://127.0.0.1:27183/hook',
};
const big = Object.fromEntries(
  Array.from({ length: 400 }, (_, i) => [`k${(i * 7919) % 400}`, { i, list: [i, `${i}`] }]),
);

/** Settings files that differ in everything that an editor could disturb. */
const FILES: Readonly<Record<string, string>> = {
  'an empty object': '{}',
  'an empty file': '',
  'no hooks, no line feed at the end': '{\n  "model": "opus",\n  "permissions": { "allow": ["Bash(ls:*)"] }\n}',
  'hooks of the same events, comments': `{
  // mine
  "hooks": {
    "Stop": [{ "matcher": "", "hooks": [{ "type": "command", "command": "afplay done.wav" }] }], /* bell */
    "PreToolUse": [
      { "matcher": "Bash", "hooks": [{ "type": "command", "command": "check" }] },
    ]
  },
  "env": {"A": "1"}
}
`,
  'tabs and carriage returns':
    '{\r\n\t"zeta": 1,\r\n\t"hooks": {\r\n\t\t"MessageDisplay": []\r\n\t},\r\n\t"alpha": true\r\n}\r\n',
  'big, in an order of its own': `${JSON.stringify({ ...big, hooks: { Notification: [] }, $schema: 'x' }, null, 4)}\n\n`,
  'in one line': '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"a"}]}]},"x":[1,2,{"y":null}]}\n',
  'a byte order mark': '\ufeff{ "a": 1 }\n',
};

for (const [name, before] of Object.entries(FILES)) {
  test(`${name}: our hooks are added, all else stays`, () => {
    const after = withClaudeHooks(before, 'settings.json', TARGETS);
    const hooks = handlersOf(after);
    const ours = hooks.filter(({ handler }) => isOurs(handler));
    assert.deepEqual(ours.map(({ event }) => event).sort(), [
      'MessageDisplay',
      'Notification',
      'PreToolUse',
      'SessionEnd',
      'SessionStart',
      'Stop',
      'UserPromptSubmit',
    ]);
    for (const { event, handler } of ours) {
      assert.equal(handler.type, event === 'MessageDisplay' ? 'http' : 'command');
      assert.ok(Number(handler.timeout) <= 1);
    }
    assert.deepEqual(
      hooks.filter(({ handler }) => !isOurs(handler)),
      handlersOf(before),
    );
    const { hooks: _, ...rest } = read(after);
    const { hooks: __, ...old } = read(before);
    assert.deepEqual(rest, old);
    assert.deepEqual(Object.keys(rest), Object.keys(old));
    // Empty lists of hooks and an empty file have no form that could be kept by editing alone.
    const isExact = before !== '' && !/\[\]/.test(before);
    if (isExact) assert.equal(withoutClaudeHooks(after, 'settings.json'), before);
    if (before.trim() !== '') assert.equal(/\s*$/.exec(after)?.[0], /\s*$/.exec(before)?.[0]);
    assert.equal(after.replaceAll('\r\n', '').includes('\r'), false);
    assert.equal(after.includes('\r\n') && /[^\r]\n/.test(after), false);
  });

  test(`${name}: a second setup changes nothing, another port replaces the first`, () => {
    const once = withClaudeHooks(before, 'settings.json', TARGETS);
    const twice = withClaudeHooks(once, 'settings.json', TARGETS);
    assert.deepEqual(byEvent(twice), byEvent(once));
    const moved = withClaudeHooks(once, 'settings.json', { ...TARGETS, url: 'http://127.0.0.1:5555/hook' });
    const urls = handlersOf(moved).flatMap(({ handler }) => handler.url ?? []);
    assert.deepEqual(urls, ['http://127.0.0.1:5555/hook']);
  });

  test(`${name}: removing gives the file back byte for byte`, (t) => {
    const { path, file } = keep(t, before);
    file().write(withClaudeHooks(before, path, TARGETS));
    // Set up twice: the first state is what comes back.
    file().write(withClaudeHooks(readFileSync(path, 'utf8'), path, { ...TARGETS, url: 'http://127.0.0.1:5555/hook' }));
    const again = file();
    again.restore(again.original() ?? assert.fail('nothing is kept'));
    assert.equal(readFileSync(path, 'utf8'), before);
    assert.equal(file().original(), undefined);
  });

  test(`${name}: what a person changed meanwhile is kept when our hooks are removed`, (t) => {
    const { path, file } = keep(t, before);
    file().write(withClaudeHooks(before, path, TARGETS));
    writeFileSync(path, readFileSync(path, 'utf8').replace('{', '{ "added": [1, 2],'));
    assert.equal(file().original(), undefined);
    const after = withoutClaudeHooks(readFileSync(path, 'utf8'), path);
    assert.deepEqual(handlersOf(after), handlersOf(before));
    const { hooks: _, ...rest } = read(after);
    const { hooks: __, ...old } = read(before);
    assert.deepEqual(rest, { added: [1, 2], ...old });
  });
}

test('where there was no file there is none again', (t) => {
  const { path, file } = keep(t, undefined);
  file().write(withClaudeHooks('', path, TARGETS));
  assert.ok(existsSync(path));
  const again = file();
  again.restore(again.original() ?? assert.fail('nothing is kept'));
  assert.equal(existsSync(path), false);
});

test('a link stays a link, and the mode of the file stays', (t) => {
  const { path, records } = keep(t, '{}\n');
  const link = `${path}.link`;
  symlinkSync(path, link);
  writeFileSync(path, '{}\n', { mode: 0o640 });
  const mode = statSync(path).mode;
  const file = openKeptFile(link, records);
  file.write(withClaudeHooks('{}\n', link, TARGETS));
  assert.equal(statSync(path).mode, mode);
  assert.equal(readFileSync(link, 'utf8'), readFileSync(path, 'utf8'));
  assert.match(readFileSync(path, 'utf8'), /MessageDisplay/);
});

test('what is no JSON is left as it is, with its line', () => {
  const broken = '{\n  "model": "opus"\n  "hooks": {}\n}\n';
  assert.throws(
    () => withClaudeHooks(broken, 'settings.json', TARGETS),
    /settings\.json is not right in line 3 .* left as it is/,
  );
  assert.throws(() => withClaudeHooks('[1]', 'settings.json', TARGETS), /settings\.json is not a JSON object/);
});

test('a file without our hooks is not touched by removing', () => {
  for (const before of Object.values(FILES)) assert.equal(withoutClaudeHooks(before, 'x'), before);
});

test('the difference is what diff shows', () => {
  assert.deepEqual(lineDiff('a\nb\nc\nd\ne\nf', 'a\nb\nc\nX\ne\nf\ng'), [
    ...['@@', ' b', ' c', '-d', '+X', ' e', ' f', '+g'],
  ]);
  assert.deepEqual(lineDiff('same', 'same'), []);
});

interface Handler extends Record<string, unknown> {
  readonly url?: string;
}

function handlersOf(text: string): Array<{ event: string; handler: Handler }> {
  const hooks = (read(text).hooks ?? {}) as Record<string, Array<{ hooks: Handler[] }>>;
  return Object.entries(hooks).flatMap(([event, groups]) =>
    groups.flatMap((group) => group.hooks.map((handler) => ({ event, handler }))),
  );
}

function byEvent(text: string): unknown[] {
  return handlersOf(text).sort((a, b) => a.event.localeCompare(b.event));
}

function read(text: string): Record<string, unknown> {
  return parse(text.replace(/^\ufeff/, ''), [], { allowTrailingComma: true }) ?? {};
}

function keep(t: { after(work: () => void): void }, content: string | undefined) {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-setup-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'settings.json');
  const records = join(directory, 'records');
  if (content !== undefined) writeFileSync(path, content);
  return { path, records, file: () => openKeptFile(path, records) };
}
