import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Launched, launchWorker } from '../../src/workers/launch.ts';
import { untilGone } from '../helpers/workers.ts';

/** A process that sends a frame as soon as it would hear SIGTERM, then stays whatever becomes of its stdin. */
function launch(onSigterm: string): Launched {
  const code = `process.on('SIGTERM', () => { ${onSigterm} });
    setInterval(() => {}, 1000);
    const json = Buffer.from(JSON.stringify({ type: 'ready' }));
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32BE(json.length, 0);
    process.stdout.write(Buffer.concat([prefix, json]));`;
  return launchWorker({ command: process.execPath, args: ['-e', code] });
}

async function ready({ connection }: Launched): Promise<void> {
  for await (const _ of connection) return;
}

test('a worker that is asked to end may end as it likes', async () => {
  const worker = launch('process.exit(3)');
  await ready(worker);
  await worker.end(60_000);
  assert.equal(await worker.ended, 'it ended with 3');
});

test('one that does not heed SIGTERM is killed after the grace, and `end` waits until it is gone', async () => {
  const worker = launch('');
  await ready(worker);
  await worker.end(100);
  assert.equal(await worker.ended, 'it was ended by SIGKILL');
  await untilGone(worker.pid ?? 0);
});
