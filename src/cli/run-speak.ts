import { createWriteStream, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { createEngines } from '../app/engines.ts';
import type { Settings } from '../app/settings.ts';
import { createPlayer, speak } from '../app/speak.ts';
import { settleVoice } from '../app/voices.ts';
import { type Caption, createCaptioner, createCaptionFile } from '../observe/captions.ts';
import { DEFAULT_PAUSE_MS } from '../pipeline/road.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Event } from '../spec/events.ts';
import type { Io } from './command.ts';
import { note } from './output.ts';

/** Speaks a stream of bytes as the settings say, with captions on stdout. Returns the exit code. */
export async function runSpeak(io: Io, wanted: Settings, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  rejectUnbuilt(wanted);
  const { settings, ...about } = await settleVoice(wanted, io.env);
  const engines = createEngines(settings, io.env, about);
  const outputs = openOutputs(io, settings);
  const player = await createPlayer(settings, io.env, engines.voice.sampleRateHz);
  // On a terminal silence looks like a fault while the models load.
  if (io.stderr.isTTY) note(io, 'stream-tts: loading the models …');
  if (about.credit !== undefined) note(io, `stream-tts: the voice is ${about.credit} (${about.reason})`);
  try {
    const counts = await speak({ settings, engines, player, bytes, onEvent: outputs.observe, signal: io.signal });
    if (Object.values(counts).every((count) => count === 0)) note(io, 'stream-tts: there was no prose to speak.');
    return counts.failed > 0 ? 1 : 0;
  } finally {
    await player.dispose();
    await outputs.close();
    await engines.dispose();
  }
}

/** What the settings know and no part of the road does yet. */
function rejectUnbuilt({ runtime, detail }: Settings): void {
  const unbuilt = [
    ...(runtime === 'pure' ? [] : [`--runtime ${runtime}`]),
    ...(detail === 'brief' || detail === 'final' ? [`--detail ${detail}`] : []),
  ];
  if (unbuilt.length === 0) return;
  throw new StreamTtsError({
    code: 'not-built',
    stage: 'settings',
    exitCode: 2,
    message: `${unbuilt.join(' and ')} comes in a later version of stream-tts; leave it out.`,
  });
}

function openOutputs(io: Io, settings: Settings) {
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
  if (translation === source) return `${source}\n`;
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
