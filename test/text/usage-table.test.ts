import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test("usage: docs/usage.md's table of constructs is what the text room does", () => {
  const script = fileURLToPath(new URL('../../scripts/usage-table.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, '--check'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});
