import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fiveMsWorker, isAlive, untilGone } from '../helpers/workers.ts';

const PARENT = fileURLToPath(new URL('../helpers/worker-parent.ts', import.meta.url));

for (const work of ['idle', 'speaking', 'hanging'] as const) {
  test(`a worker that is ${work} does not outlive its parent, whatever kills that`, async () => {
    const { command, args } = fiveMsWorker();
    const parent = spawn(process.execPath, ['--import', 'tsx', PARENT, work, command, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    assert.ok(isAlive(Number(line)));
    parent.kill('SIGKILL');
    await untilGone(Number(line));
  });
}
