import { createWriteStream, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { type Caption, createCaptioner, createCaptionFile } from '../observe/captions.ts';
import { DEFAULT_PAUSE_MS } from '../pipeline/pause.ts';
import type { Event } from '../spec/events.ts';
import type { Io } from './command.ts';
import { note } from './output.ts';

/** Captions and event log as the settings say. Needs nothing that takes time to load: the thin client has it too. */
export function openOutputs(
  io: Io,
  settings: { readonly events?: string | undefined; readonly captions?: string | undefined },
) {
  const toStdout = settings.events === '-';
  const log: Writable | undefined =
    settings.events === undefined ? undefined : toStdout ? io.stdout : openFile(settings.events);
  const format = settings.captions?.endsWith('.srt') ? 'srt' : 'vtt';
  const captionFile = settings.captions === undefined ? undefined : createCaptionFile(format, DEFAULT_PAUSE_MS);
  const showCaption = toStdout ? () => {} : createCaptioner((caption) => io.stdout.write(captionLines(caption, io)));

  return {
    observe(event: Event): void {
      log?.write(`${JSON.stringify(event)}\n`);
      captionFile?.observe(event);
      showCaption(event);
      if (event.type === 'warning' || event.type === 'error') note(io, `stream-tts: ${event.message}`);
    },
    async close(): Promise<void> {
      if (captionFile !== undefined && settings.captions !== undefined) {
        writeFileSync(settings.captions, captionFile.text());
      }
      if (log !== undefined && !toStdout) await new Promise<void>((resolve) => log.end(resolve));
    },
  };
}

function captionLines({ source, translation }: Caption, io: Io): string {
  if (translation === source || translation === '') return `${source}\n`;
  const dim = io.stdout.isTTY ? ['\x1b[2m', '\x1b[22m'] : ['', ''];
  return `${dim[0]}${source}${dim[1]}\n  ${translation}\n`;
}

function openFile(path: string): Writable {
  const stream = createWriteStream(path);
  stream.on('error', (error) => {
    process.emitWarning(`The event log ${path} could not be written: ${error.message}`);
  });
  return stream;
}
