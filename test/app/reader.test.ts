import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { openReader } from '../../src/app/reader.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { skipWithout } from '../helpers/store.ts';

const skip = skipWithout('japanese-dictionary') || (process.platform !== 'linux' && 'only Linux tells what is open');

/** How often the dictionary is open in this process. */
function timesOpen(): number {
  const targets = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      return [];
    }
  });
  return targets.filter((path) => path.endsWith('/sys.dic')).length;
}

test('readers with the same terms share one dictionary, and others have their own terms', { skip }, () => {
  const open = (terms: Readonly<Record<string, string>>) =>
    openReader({ ...resolveSettings({}, process.env), terms }, process.env);
  const [one, other] = [open({}), open({})];
  assert.equal(timesOpen(), 0, 'it is opened when it is needed');
  assert.equal(one.read('東京').kana, 'トーキョー');
  assert.equal(other.read('東京').kana, 'トーキョー');
  assert.equal(timesOpen(), 1);
  assert.equal(open({ 東京: 'ヒガシミヤコ' }).read('東京').kana, 'ヒガシミヤコ');
  assert.equal(one.read('東京').kana, 'トーキョー');
});
