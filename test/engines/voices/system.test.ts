import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Leveller } from '../../../src/engines/voices/kit/leveller.ts';
import { createPowershellVoice, POWERSHELL } from '../../../src/engines/voices/powershell.ts';
import { createSayVoice, SAY } from '../../../src/engines/voices/say.ts';
import type { Reader } from '../../../src/reading/types.ts';
import { join, say, voiceContract } from '../../contract/voice.ts';
import { fakePowershell, fakeSay } from '../../helpers/system-voices.ts';

const directory = mkdtempSync(joinPath(tmpdir(), 'stream-tts-system-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const reader: Reader = { read: (text) => ({ text, kana: text, phonemes: '', words: [{ surface: text, kana: text }] }) };
const leveller: Leveller = { gain: () => 1, hear() {} };
const mac = fakeSay(directory);
const windows = fakePowershell(directory);
const japanese = {
  sentence: 'テストがすべて通りました。',
  two: '終わりました。次に、設定を直します。',
  unspeakable: ['', '   ', '。', '……！？', '🎉', '—'],
};

voiceContract('say', { open: () => createSayVoice({ voice: 'Kyoko', reader, leveller, program: mac }), ...japanese });
voiceContract('powershell', {
  open: () => createPowershellVoice({ language: 'ja', reader, leveller, program: windows }),
  ...japanese,
});

describe('say', () => {
  it('says which voice macOS lacks, and when there is no macOS', async () => {
    await assert.rejects(createSayVoice({ voice: 'Otoya', reader, leveller, program: mac }).warm(), {
      code: 'voice-missing',
      exitCode: 3,
    });
    const nowhere = { ...SAY, command: 'no-such-program' };
    await assert.rejects(createSayVoice({ voice: 'Kyoko', reader, leveller, program: nowhere }).warm(), {
      code: 'program-missing',
      exitCode: 3,
    });
  });
});

describe('powershell', () => {
  const open = (voice?: string) => createPowershellVoice({ language: 'ja', voice, reader, leveller, program: windows });

  it('goes beyond the rates of SAPI', async () => {
    const voice = open();
    const seconds = async (speed: number) => join(await say(voice, 'あいうえおかきくけこ', { speed })).length / 24_000;
    assert.ok(Math.abs((await seconds(4)) - 0.2) < 0.06);
    assert.ok(Math.abs((await seconds(0.5)) - 1.6) < 0.1);
    await voice.dispose();
  });

  it('starts again after the process has ended', async () => {
    const voice = open();
    await assert.rejects(say(voice, '終了。'), { code: 'voice-failed', message: /PowerShell has ended/ });
    assert.ok((await say(voice, 'また話す。')).length > 0);
    await voice.dispose();
  });

  it('tells what Windows says, and when there is no Windows', async () => {
    const voice = open('Microsoft Nobody');
    await assert.rejects(say(voice, 'あ。'), { code: 'voice-failed', message: /no voice for ja/ });
    await voice.dispose();
    const nowhere = createPowershellVoice({
      ...{ language: 'ja', reader, leveller },
      program: { ...POWERSHELL, command: 'no-such' },
    });
    await assert.rejects(nowhere.warm(), { code: 'program-missing', exitCode: 3 });
  });
});
