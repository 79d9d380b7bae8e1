import { createWriteStream, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { type Caption, createCaptioner, createCaptionFile } from '../observe/captions.ts';
import { DEFAULT_PAUSE_MS } from '../pipeline/pause.ts';
import type { Event } from '../spec/events.ts';
import type { Io } from './command.ts';
import { note } from './output.ts';

const FRAME_MS = 100;

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
  // What draws on a terminal is loaded where there is one.
  const screen = toStdout || io.stdout.isTTY !== true ? undefined : import('./caption-screen.ts').then(openScreen);
  const printCaption =
    toStdout || screen !== undefined ? () => {} : createCaptioner((caption) => io.stdout.write(captionLines(caption)));
  const say = (line: string) => {
    if (screen === undefined) note(io, line);
    else void screen.then(({ above }) => above(line));
  };

  function openScreen({ createCaptionScreen }: typeof import('./caption-screen.ts')) {
    return createCaptionScreen({
      out: io.stdout,
      clock: () => performance.now(),
      every(work) {
        const timer = setInterval(work, FRAME_MS);
        return () => clearInterval(timer);
      },
    });
  }

  return {
    observe(event: Event): void {
      log?.write(`${JSON.stringify(event)}\n`);
      captionFile?.observe(event);
      printCaption(event);
      void screen?.then(({ observe }) => observe(event));
      if (event.type === 'warning' || event.type === 'error') say(`stream-tts: ${event.message}`);
    },
    say,
    /** Progress in the captions stands still, or goes on. */
    hold: (isHeld: boolean) => void screen?.then(({ hold }) => hold(isHeld)),
    async close(): Promise<void> {
      (await screen)?.close();
      if (captionFile !== undefined && settings.captions !== undefined) {
        writeFileSync(settings.captions, captionFile.text());
      }
      if (log !== undefined && !toStdout) await new Promise<void>((resolve) => log.end(resolve));
    },
  };
}

function captionLines({ source, translation }: Caption): string {
  if (translation === source || translation === '') return `${source}\n`;
  return `${source}\n  ${translation}\n`;
}

function openFile(path: string): Writable {
  const stream = createWriteStream(path);
  stream.on('error', (error) => {
    process.emitWarning(`The event log ${path} could not be written: ${error.message}`);
  });
  return stream;
}

export type OpenOutputs = ReturnType<typeof openOutputs>;
