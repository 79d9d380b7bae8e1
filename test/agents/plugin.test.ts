import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isOurs, withClaudeHooks } from '../../src/agents/setup/claude-hooks.ts';
import { FIRST_PORT } from '../../src/app/setup.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { VERSION } from '../../src/cli/help.ts';
import { ROOT } from '../helpers/cli.ts';

const PLUGIN = join(ROOT, 'plugin');
const json = (...path: string[]) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

test('the marketplace names the plugin, which is of this version', () => {
  const [entry] = json('.claude-plugin', 'marketplace.json').plugins;
  const plugin = json('plugin', '.claude-plugin', 'plugin.json');
  assert.ok(existsSync(join(ROOT, entry.source, '.claude-plugin', 'plugin.json')));
  assert.equal(entry.name, plugin.name);
  assert.equal(plugin.version, VERSION);
});

test('its hooks are those that setup writes, with a program from the PATH', () => {
  const { hooks } = json('plugin', 'hooks', 'hooks.json');
  const written = JSON.parse(
    withClaudeHooks('', 'x', { command: 'x', url: `http://127.0.0.1:${FIRST_PORT}/hook` }),
  ).hooks;
  assert.deepEqual(Object.keys(hooks), Object.keys(written));
  assert.deepEqual(hooks.MessageDisplay, written.MessageDisplay);
  for (const [event, groups] of Object.entries<Array<{ hooks: Array<Record<string, unknown>> }>>(hooks)) {
    for (const handler of groups.flatMap((group) => group.hooks)) {
      assert.ok(Number(handler.timeout) <= 1, event);
      if (handler.type === 'http') assert.ok(isOurs(handler));
      // Where stream-tts is not installed the agent's screen shows nothing of it.
      else assert.match(String(handler.command), /^if command -v stream-tts .*; then stream-tts hook --port \d+; fi$/);
    }
  }
});

test('its commands are commands of the program', () => {
  const names = new Set(COMMANDS.map(({ name }) => name));
  const files = readdirSync(join(PLUGIN, 'commands'));
  assert.deepEqual(files.sort(), ['mute.md', 'pause.md', 'resume.md', 'skip.md', 'unmute.md', 'voice.md']);
  for (const file of files) {
    const text = readFileSync(join(PLUGIN, 'commands', file), 'utf8');
    assert.match(text, /^---\ndescription: .+\n/);
    for (const [, name = ''] of text.matchAll(/stream-tts (\w+) 2>&1/g)) assert.ok(names.has(name), name);
  }
});

test('its MCP server is the program on the PATH, never a package that npx would fetch', () => {
  const { command, args } = json('plugin', '.mcp.json').mcpServers['stream-tts'];
  assert.deepEqual([command, ...args], ['stream-tts', 'mcp']);
});
