import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../src/engines/voices/kit/program.ts';

const TONE = `
const tone = (text, rate, speed) => {
  const edge = rate / 10, length = Math.round([...text].length * 0.08 * rate / speed);
  const bytes = Buffer.alloc(2 * (length + 2 * edge));
  for (let i = 0; i < length; i++) bytes.writeInt16LE(Math.round(12000 * Math.sin(2 * Math.PI * 220 * i / rate)), 2 * (edge + i));
  return bytes;
};`;

/** A stand-in for macOS' `say` as its manual has it: `-v ?` lists, `-o FILE` writes a WAV of the asked format. */
export function fakeSay(directory: string): Program {
  const script = `${TONE}
const args = process.argv.slice(2);
const after = (flag) => args[args.indexOf(flag) + 1];
if (after('-v') === '?') {
  console.log('Kyoko               ja_JP    # こんにちは!\\nSamantha            en_US    # Hello!');
} else {
  if (!args.includes('-o') || after('-f') !== '-' || !args.includes('--file-format=WAVE')) process.exit(2);
  const rate = Number(/LEI16@(\\d+)/.exec(args.join(' '))[1]);
  const speed = args.includes('-r') ? Number(after('-r')) / 175 : 1;
  let text = '';
  process.stdin.on('data', (piece) => { text += piece; }).on('end', () => {
    const sound = tone(text, rate, speed);
    const head = Buffer.alloc(44);
    head.write('RIFF', 0); head.writeUInt32LE(36 + sound.length, 4); head.write('WAVEfmt ', 8); head.writeUInt32LE(16, 16);
    head.writeUInt16LE(1, 20); head.writeUInt16LE(1, 22); head.writeUInt32LE(rate, 24); head.writeUInt32LE(2 * rate, 28);
    head.writeUInt16LE(2, 32); head.writeUInt16LE(16, 34); head.write('data', 36); head.writeUInt32LE(sound.length, 40);
    require('node:fs').writeFileSync(after('-o'), Buffer.concat([head, sound]));
  });
}`;
  return program(directory, 'say.cjs', script);
}

/** A stand-in for Windows PowerShell with our script in it: it lives, and answers a line a request; SAPI's rates. */
export function fakePowershell(directory: string): Program {
  const script = `${TONE}
const args = process.argv.slice(2);
const command = Buffer.from(args[args.indexOf('-EncodedCommand') + 1], 'base64').toString('utf16le');
if (!command.includes('System.Speech.Synthesis.SpeechSynthesizer')) process.exit(2);
const say = (kind, bytes) => console.log(kind + ' ' + bytes.toString('base64'));
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { text, rate, language, voice } = JSON.parse(Buffer.from(line, 'base64').toString('utf8'));
  if (text.includes('終了')) process.exit(1);
  if (rate < -10 || rate > 10 || !Number.isInteger(rate)) return say('error', Buffer.from('the rate'));
  if (voice !== '' && voice !== 'Microsoft Haruka Desktop') return say('error', Buffer.from('Windows has no voice for ' + language));
  say('pcm', tone(text, 24000, 3 ** (rate / 10)));
});`;
  return program(directory, 'powershell.cjs', script);
}

function program(directory: string, name: string, script: string): Program {
  const path = join(directory, name);
  writeFileSync(path, script);
  return { command: process.execPath, before: [path], fix: 'nothing' };
}
