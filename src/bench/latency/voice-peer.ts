import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Reader } from '../../reading/types.ts';
import type { Voice } from '../../spec/contracts.ts';
import { median } from '../machine.ts';
import { askProgram } from './ask-program.ts';

export interface VoicePeerOptions {
  readonly voice: Voice;
  readonly reader: Reader;
  /** Of the untouched int8 graph, and of the styles: the same weights as ours. */
  readonly files: { readonly model: string; readonly voices: string; readonly vocab: string };
  readonly toolsDirectory: string;
  readonly texts: readonly string[];
  readonly signal: AbortSignal;
}

export type VoicePeerReport =
  | { readonly over: number; readonly peerRealTimeFactor: number; readonly peer: string }
  | { readonly reason: string };

const ANSWER = z.object({ version: z.string(), seconds: z.array(z.number()), soundSeconds: z.array(z.number()) });

/** The package's own `create`, given phonemes, as it has no Japanese front end; once before it is timed. */
const SCRIPT = `
import importlib.metadata, json, sys, time
from kokoro_onnx import Kokoro
ask = json.load(sys.stdin)
kokoro = Kokoro(ask['model'], ask['voices'], vocab_config=ask['vocab'])
create = lambda phonemes: kokoro.create(phonemes, voice=ask['voice'], speed=1.0, is_phonemes=True)
create(ask['phonemes'][0])
seconds, sound = [], []
for phonemes in ask['phonemes']:
    began = time.perf_counter()
    samples, rate = create(phonemes)
    seconds.append(time.perf_counter() - began)
    sound.append(len(samples) / rate)
print(json.dumps({'version': importlib.metadata.version('kokoro-onnx'), 'seconds': seconds, 'soundSeconds': sound}))
`;

/**
 * Our time to say some texts over that of kokoro-onnx (Python, the fastest other program with the same weights that we
 * know), text by text on this machine; the median ratio. Where it is not installed: the reason, with the command.
 */
export async function overVoicePeer(options: VoicePeerOptions): Promise<VoicePeerReport> {
  const { voice, reader, files, toolsDirectory, texts, signal } = options;
  const python = join(toolsDirectory, 'venv', 'bin', 'python');
  const install = `python3 -m venv ${join(toolsDirectory, 'venv')} && ${python} -m pip install kokoro-onnx==0.6.1`;
  if (!existsSync(python)) return { reason: `kokoro-onnx is not installed; type: ${install}` };
  const ours: number[] = [];
  for (const text of texts) {
    const startedAtMs = performance.now();
    for await (const _ of voice.speak(text, { speed: 1, signal }));
    ours.push(performance.now() - startedAtMs);
  }
  const phonemes = texts.map((text) => reader.read(text).phonemes);
  const task = { ...files, voice: voice.name.split(':')[1] ?? '', phonemes };
  try {
    const { seconds, soundSeconds, version } = await askProgram([python, '-c', SCRIPT], task, ANSWER, signal);
    return {
      over: median(ours.map((ms, i) => ms / 1000 / (seconds[i] ?? Number.NaN))) ?? Number.NaN,
      peerRealTimeFactor: median(seconds.map((taken, i) => taken / (soundSeconds[i] ?? Number.NaN))) ?? Number.NaN,
      peer: `kokoro-onnx ${version}, its own settings, the int8 graph as published`,
    };
  } catch (error) {
    signal.throwIfAborted();
    return { reason: `${error instanceof Error ? error.message : error}; type: ${install}` };
  }
}
