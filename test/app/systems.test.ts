import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { resolveSettings } from '../../src/app/settings.ts';
import { planSystems, SYSTEM_NAMES } from '../../src/app/systems.ts';

test('every system is planned, and without models each says what to type', () => {
  const env = { STREAM_TTS_HOME: mkdtempSync(join(tmpdir(), 'stream-tts-systems-')), PATH: '' };
  const systems = planSystems({ settings: resolveSettings({}, env), env });
  assert.deepEqual(
    systems.map(({ name }) => name),
    [...SYSTEM_NAMES],
  );
  for (const { name, reason } of systems) assert.match(reason ?? '', /npx stream-tts models pull|--translator/, name);
  const runtimes = Object.fromEntries(systems.map(({ name, settings }) => [name, settings.runtime]));
  assert.deepEqual(runtimes, { serial: 'workers', workers: 'workers', thin: 'workers', pure: 'pure', hybrid: 'pure' });
});
