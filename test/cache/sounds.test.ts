import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { clearSounds, openSounds } from '../../src/cache/sounds.ts';
import type { SoundKey } from '../../src/spec/contracts.ts';
import type { Pcm } from '../../src/spec/parts.ts';

const root = mkdtempSync(join(tmpdir(), 'stream-tts-sounds-'));
after(() => rmSync(root, { recursive: true, force: true }));

let directories = 0;
function fresh(): string {
  directories += 1;
  return join(root, `${directories}`);
}

const key = (text: string, more: Partial<SoundKey> = {}): SoundKey => ({
  ...{ voice: 'fake:voice', text, speed: 1, variant: '' },
  ...more,
});
const sound = (length = 1000): Pcm => ({
  samples: Float32Array.from({ length }, (_, i) => Math.sin(i / 10)),
  sampleRateHz: 24_000,
});
const pcmFiles = (directory: string) => readdirSync(directory).filter((name) => name.endsWith('.pcm'));

test('what was kept is there in the next run, for the same voice, text, speed, language and variant alone', async () => {
  const directory = fresh();
  openSounds({ directory }).put(key('一つ。'), sound());
  const memory = openSounds({ directory });
  const found = await memory.get(key('一つ。'));
  assert.equal(found?.sampleRateHz, 24_000);
  assert.equal(found?.samples.length, 1000);
  const worst = Math.max(...sound().samples.map((sample, i) => Math.abs(sample - (found?.samples[i] ?? 9))));
  assert.ok(worst <= 1 / 32_767, `${worst}`);
  for (const other of [{ voice: 'x' }, { text: '二つ。' }, { speed: 1.1 }, { language: 'en' }, { variant: '{}' }]) {
    assert.equal(await memory.get({ ...key('一つ。'), ...other }), undefined);
  }
});

test('it is for its owner alone, and no file or name holds the text', async () => {
  const directory = fresh();
  openSounds({ directory }).put(key('SPECIAL'), sound());
  assert.equal(statSync(directory).mode & 0o777, 0o700);
  for (const name of readdirSync(directory)) {
    assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600);
    assert.ok(!name.includes('SPECIAL') && !readFileSync(join(directory, name), 'latin1').includes('SPECIAL'));
  }
});

test('secrets, silence and long speeches are not kept', () => {
  const directory = fresh();
  const memory = openSounds({ directory });
  memory.put(key('password=シークレットを設定します。'), sound());
  memory.put(key('無音。'), sound(0));
  memory.put(key('長い。'), sound(24_000 * 16));
  assert.equal(clearSounds(directory), false);
});

test('it is bounded, and what was heard last stays', async () => {
  const directory = fresh();
  const memory = openSounds({ directory, mostBytes: 5 * 2004 });
  for (let i = 0; i < 5; i += 1) {
    memory.put(key(`文${i}。`), sound());
    for (const name of pcmFiles(directory)) {
      const { mtimeMs } = statSync(join(directory, name));
      utimesSync(join(directory, name), mtimeMs / 1000 - 10, mtimeMs / 1000 - 10);
    }
  }
  assert.ok(await memory.get(key('文0。')));
  memory.put(key('文5。'), sound());
  assert.ok(pcmFiles(directory).length <= 5);
  assert.ok(await memory.get(key('文0。')), 'heard just now');
  assert.ok(await memory.get(key('文5。')));
  assert.equal(await memory.get(key('文1。')), undefined);
});

test('damage is no sound, and a disk that takes nothing costs nothing else', async () => {
  const directory = fresh();
  const memory = openSounds({ directory });
  memory.put(key('一つ。'), sound());
  for (const bytes of ['', 'x', 'not a sound at all']) {
    writeFileSync(join(directory, pcmFiles(directory)[0] ?? ''), bytes);
    assert.equal(await memory.get(key('一つ。')), undefined, bytes);
  }
  const file = fresh();
  writeFileSync(file, '');
  const blocked = openSounds({ directory: join(file, 'below') });
  blocked.put(key('一つ。'), sound());
  assert.equal(await blocked.get(key('一つ。')), undefined);
});

test('clear forgets everything and says whether there was something', async () => {
  const directory = fresh();
  openSounds({ directory }).put(key('一つ。'), sound());
  assert.deepEqual([clearSounds(directory), clearSounds(directory)], [true, false]);
  assert.equal(await openSounds({ directory }).get(key('一つ。')), undefined);
});
