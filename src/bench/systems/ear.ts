import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Recording {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

export interface Ear {
  /** What it hears in each, in Japanese. */
  hear(recordings: readonly Recording[]): Promise<string[]>;
}

export interface EarPlace {
  /** Where faster-whisper was installed by pip. */
  readonly packages: string;
  /** The files of whisper-base. */
  readonly model: string | undefined;
}

/** An ear, or why there is none and what to type. */
export function openEar({ packages, model }: EarPlace): Ear | string {
  if (model === undefined) return 'nobody listens; type: npx stream-tts models pull whisper-base';
  if (!existsSync(join(packages, 'faster_whisper'))) {
    return `nobody listens; type: python3 -m pip install --target ${packages} faster-whisper`;
  }
  return { hear: (recordings) => hear(recordings, packages, model) };
}

async function hear(recordings: readonly Recording[], packages: string, model: string): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'stream-tts-ear-'));
  try {
    const files = recordings.map(({ sampleRateHz }, i) => `${join(directory, `${i}.f32`)}:${sampleRateHz}`);
    for (const [i, { samples }] of recordings.entries()) {
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      await writeFile(join(directory, `${i}.f32`), bytes);
    }
    const env = { ...process.env, PYTHONPATH: packages, PYTHONUTF8: '1', HF_HUB_OFFLINE: '1' };
    const { stdout } = await promisify(execFile)('python3', ['-c', LISTEN, model, ...files], {
      env,
      maxBuffer: 2 ** 26,
    });
    return stdout.trim().split('\n');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Long recordings are heard in stretches of 30 s by the library itself. */
const LISTEN = `
import sys
import numpy as np
from faster_whisper import WhisperModel
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", local_files_only=True)
for place in sys.argv[2:]:
    path, rate = place.rsplit(":", 1)
    sound, rate = np.fromfile(path, "<f4"), int(rate)
    sound = np.concatenate([np.zeros(rate // 4, "f4"), sound, np.zeros(rate // 4, "f4")])
    wanted = round(len(sound) * 16000 / rate)
    spectrum = np.fft.rfft(sound)
    kept = np.zeros(wanted // 2 + 1, spectrum.dtype)
    n = min(len(kept), len(spectrum))
    kept[:n] = spectrum[:n]
    sound = (np.fft.irfft(kept, wanted) * (wanted / len(sound))).astype("f4")
    segments, _ = model.transcribe(sound, language="ja", beam_size=5, temperature=0, condition_on_previous_text=False)
    print("".join(segment.text for segment in segments).strip().replace("\\n", " "), flush=True)
`;
