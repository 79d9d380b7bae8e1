import { createReadStream, statSync } from 'node:fs';
import { StreamTtsError } from '../spec/errors.ts';
import type { Io } from './command.ts';
import { followFile } from './follow.ts';

/** One JSON value on a line of stdout. */
export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printLine(io: Io, line: string): void {
  io.stdout.write(`${line}\n`);
}

/** Progress, hints and warnings go to stderr. */
export function note(io: Io, line: string): void {
  io.stderr.write(`${line}\n`);
}

/**
 * FILE, or stdin when there is none; with `follow` what is written to FILE from now on. Throws StreamTtsError with exit
 * code 2 when FILE cannot be read.
 */
export function openInput(io: Io, file: string | undefined, follow = false): AsyncIterable<Uint8Array> {
  if (follow && (file === undefined || file === '-')) throw noInput('--follow needs a FILE; stdin is always followed.');
  if (file === undefined || file === '-') {
    if (io.stdin.isTTY) note(io, 'Reading from the keyboard; Ctrl-D ends the text.');
    return io.stdin;
  }
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw noInput(`There is no file ${file}.`);
  if (stats.isDirectory()) throw noInput(`${file} is a directory; name a file, or pipe a stream into stream-tts.`);
  return follow ? followFile(file, { signal: io.signal }) : createReadStream(file);
}

/** The lines of the input, without their ends. */
export async function* inputLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let tail = '';
  for await (const chunk of bytes) {
    tail += decoder.decode(chunk, { stream: true });
    const lines = tail.split('\n');
    tail = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  tail += decoder.decode();
  if (tail !== '') yield tail;
}

function noInput(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'no-input', stage: 'source', exitCode: 2, message });
}
