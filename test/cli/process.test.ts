import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../helpers/cli.ts';

const AGENT = `
  process.on('SIGTERM', () => { console.log('asked'); process.exit(0); });
  console.log('ready');
  setInterval(() => {}, 1000);`;

test('a terminal that goes away, said twice, ends the agent behind the proxy as Ctrl-C once does', async () => {
  const { code, stdout } = await runCli(['proxy', '--', process.execPath, '-e', AGENT], {
    onStdout(text, kill) {
      if (!text.includes('ready')) return;
      kill('SIGHUP');
      kill('SIGHUP');
    },
  });
  assert.equal(stdout, 'ready\nasked\n');
  assert.equal(code, 130);
});
