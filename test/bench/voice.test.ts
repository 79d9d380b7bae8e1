import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32 } from '../../src/bench/reading/crc32.ts';
import { DEVELOPER_SENTENCES } from '../../src/bench/reading/developer-sentences.ts';
import { kanaErrors, normaliseKana } from '../../src/bench/reading/kana.ts';
import { benchVoice } from '../../src/bench/voice.ts';

const directory = mkdtempSync(join(tmpdir(), 'stream-tts-bench-voice-'));
after(() => rmSync(directory, { recursive: true, force: true }));

test('crc32 is that of zlib', () => {
  assert.equal(crc32('123456789'), 0xcbf43926);
  assert.equal(crc32(''), 0);
});

test('readings that sound alike are one', () => {
  assert.equal(normaliseKana('きょう、セイ。'), normaliseKana('キョー セー'));
  assert.equal(normaliseKana('トイウ'), normaliseKana('トユウ'));
  assert.deepEqual(kanaErrors('アイウ', 'アウエ'), { wrong: 2, meant: 3 });
});

test('there are at least 200 developer sentences, each with its kana', () => {
  assert.ok(DEVELOPER_SENTENCES.length >= 200);
  for (const [text, kana] of DEVELOPER_SENTENCES) assert.match(kana, /^[ァ-ヺー]+$/, text);
});

test('a reader is scored, and a tool that is missing keeps its row with the command', async () => {
  writeFileSync(join(directory, 'ja-readings.tsv'), 'ROHAN4600_0001\t犬\tイヌ\nITA_1\t猫\tネコ\n');
  writeFileSync(join(directory, 'homographs.tsv'), '今日だ\t今日\tキョウ\n');
  const kana: Readonly<Record<string, string>> = { 犬: 'イヌ', 猫: 'ネモ', 今日だ: 'キョーダ' };
  const report = await benchVoice({
    reader: { read: (text) => ({ kana: kana[text] ?? '' }) },
    evalDirectory: directory,
    toolsDirectory: join(directory, 'none'),
    limit: 10,
    onProgress: () => {},
  });
  const { kanaErrorIta, kanaErrorItaTune, kanaErrorRohan, kanaErrorRohanTune, homographsRight } = report.figures;
  assert.equal(kanaErrorIta ?? kanaErrorItaTune, 0.5);
  assert.equal(kanaErrorRohan ?? kanaErrorRohanTune, 0);
  assert.equal(homographsRight, 1);
  assert.deepEqual(
    report.engines.map(({ engine, reason }) => [engine, /type: (npm|python3) /.test(reason ?? '')]),
    [
      ['stream-tts', false],
      ['kuromoji', true],
      ['lindera', true],
      ['pyopenjtalk-plus', true],
    ],
  );
});

test('without the data the folder is asked for', async () => {
  const options = { reader: { read: () => ({ kana: '' }) }, toolsDirectory: directory, limit: 1, onProgress: () => {} };
  await assert.rejects(benchVoice({ ...options, evalDirectory: undefined }), /--eval DIR/);
});
