import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { eventsOf, parseEvents, ROOT } from '../helpers/cli.ts';
import { readWav } from '../helpers/wav.ts';
import { fiveMsWorker } from '../helpers/workers.ts';

const place = mkdtempSync(join(tmpdir(), 'stream-tts-coordinator-'));
after(() => rmSync(place, { recursive: true, force: true }));

test('the coordinator is one file of at most 131 KB, and does its work with nothing beside it but workers', async () => {
  const { packCoordinator } = (await import(join(ROOT, 'scripts', 'pack', 'coordinator.mjs'))) as {
    packCoordinator(directory: string): Promise<{ target: string; bytes: number }>;
  };
  const { target, bytes } = await packCoordinator(place);
  assert.equal(statSync(target).size, bytes);
  assert.ok(bytes <= 131 * 1024, `${bytes} bytes`);

  writeFileSync(join(place, 'in.md'), '## Result\n\nThis is sentence 1. This is `sentence` 2.\n\n```ts\ncode\n```\n');
  const run = spawnSync(process.execPath, [target, 'in.md', '--out', 'out.wav', '--events', 'events.jsonl'], {
    cwd: place,
    env: { ...process.env, STREAM_TTS_WORKER: fiveMsWorker().args[0] },
    encoding: 'utf8',
  });
  assert.deepEqual([run.status, run.stderr], [0, '']);
  const events = parseEvents(readFileSync(join(place, 'events.jsonl'), 'utf8'));
  assert.deepEqual(
    eventsOf(events, 'sentence-end').map(({ outcome }) => outcome),
    ['written', 'written', 'written', 'written'],
  );
  const { samples, sampleRateHz } = readWav(join(place, 'out.wav'));
  assert.equal(sampleRateHz, 8000);
  assert.ok(samples.length > sampleRateHz);
});
