import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../helpers/cli.ts';
import { havePulse, PULSE_COMMAND, startPulse } from '../helpers/pulse.ts';
import { skipUnless } from '../helpers/require.ts';

interface Result {
  figures: Record<string, number | null>;
  notes: Record<string, string>;
  rows: unknown[];
}

const skip = skipUnless(await havePulse(), 'there is no PulseAudio here', PULSE_COMMAND);

test('bench live measures how long sound is heard after a stop', { skip }, async (t) => {
  const pulse = await startPulse();
  t.after(() => pulse.close());
  const { code, stdout, stderr } = await runCli(['bench', 'live', '--runs', '1', '--json'], { env: pulse.env });
  assert.equal(code, 0, stderr);
  const { figures, rows } = JSON.parse(stdout) as Result;
  assert.equal(rows.length, 10);
  assert.equal(typeof figures.stopP95Ms, 'number');
  assert.equal(figures.lostSamples, 0);
  t.diagnostic(`pause: median ${figures.pauseP50Ms} ms, p95 ${figures.pauseP95Ms} ms`);
  t.diagnostic(`stop: median ${figures.stopP50Ms} ms, p95 ${figures.stopP95Ms} ms`);
});

test('bench live says why where nothing can be measured', async () => {
  const env = { PULSE_SERVER: 'unix:/nonexistent', XDG_RUNTIME_DIR: '/nonexistent', PATH: '/nonexistent' };
  const { code, stdout } = await runCli(['bench', 'live', '--runs', '1', '--json'], { env });
  assert.equal(code, 0);
  const { figures, notes } = JSON.parse(stdout) as Result;
  assert.equal(figures.stopP95Ms, null);
  assert.match(notes.stopP95Ms ?? '', /not measured/);
});
