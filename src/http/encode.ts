import { spawn } from 'node:child_process';
import { toS16le, wavHeader } from '../kit/s16le.ts';
import { HttpError } from './reply.ts';

/** OpenAI's own PCM: mono, 16 bits, little-endian. */
export const SPEECH_HZ = 24_000;

/** The formats of a speech: what it is called, and what ffmpeg is told where we do not make it ourselves. */
export const SPEECH_FORMATS = {
  mp3: { type: 'audio/mpeg', ffmpeg: ['-f', 'mp3', '-b:a', '64k'] },
  opus: { type: 'audio/ogg', ffmpeg: ['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'] },
  aac: { type: 'audio/aac', ffmpeg: ['-c:a', 'aac', '-b:a', '64k', '-f', 'adts'] },
  flac: { type: 'audio/flac', ffmpeg: ['-f', 'flac'] },
  wav: { type: 'audio/wav', ffmpeg: undefined },
  pcm: { type: 'audio/pcm', ffmpeg: undefined },
} as const;

export type SpeechFormat = keyof typeof SPEECH_FORMATS;

/** A stream has no length yet: the largest that a WAV header can say. */
const ENDLESS = 0xffffffff - 36;

/**
 * The sound in a format, as it comes. Rejects with HttpError `ffmpeg-missing` before the first byte where a format needs
 * ffmpeg and there is none.
 */
export async function* encoded(
  sound: AsyncIterable<Float32Array>,
  format: SpeechFormat,
  signal: AbortSignal,
  program = 'ffmpeg',
): AsyncGenerator<Uint8Array> {
  const { ffmpeg } = SPEECH_FORMATS[format];
  const begun = await begunWith(sound);
  if (ffmpeg !== undefined) return yield* byProgram(begun, { program, words: ffmpeg, format, signal });
  if (format === 'wav') yield wavHeader(SPEECH_HZ, ENDLESS);
  for await (const samples of begun) yield toS16le(samples);
}

/** The same sound, its first piece made already: what fails by then fails before a header is written. */
async function begunWith(sound: AsyncIterable<Float32Array>): Promise<AsyncIterable<Float32Array>> {
  const pieces = sound[Symbol.asyncIterator]();
  let next = await pieces.next();
  return (async function* () {
    try {
      for (; !next.done; next = await pieces.next()) yield next.value;
    } finally {
      await pieces.return?.();
    }
  })();
}

interface Encoder {
  readonly program: string;
  readonly words: readonly string[];
  readonly format: string;
  readonly signal: AbortSignal;
}

async function* byProgram(sound: AsyncIterable<Float32Array>, encoder: Encoder): AsyncGenerator<Uint8Array> {
  const { program, words, format, signal } = encoder;
  const input = ['-f', 's16le', '-ar', String(SPEECH_HZ), '-ac', '1', '-i', 'pipe:0'];
  const own = ['-hide_banner', '-loglevel', 'error', '-nostdin'];
  const child = spawn(program, [...own, ...input, ...words, '-flush_packets', '1', 'pipe:1'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', () =>
      reject(
        new HttpError(
          400,
          'ffmpeg-missing',
          `${format} needs ffmpeg, which is not installed; wav and pcm need nothing.`,
          'sudo apt-get install -y ffmpeg',
        ),
      ),
    );
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  child.stdin.on('error', () => {});
  let failed: unknown;
  const feeding = (async () => {
    for await (const samples of sound) {
      if (!child.stdin.write(toS16le(samples))) await once(child.stdin, 'drain', child);
    }
  })()
    .catch((error: unknown) => {
      failed = error;
    })
    .finally(() => child.stdin.end());
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) yield chunk;
    await feeding;
    if (failed !== undefined) throw failed;
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}

function once(emitter: NodeJS.EventEmitter, name: string, child: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      emitter.off(name, done);
      child.off('close', done);
      resolve();
    };
    emitter.once(name, done);
    child.once('close', done);
  });
}
