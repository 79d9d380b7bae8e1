import { createReadStream, createWriteStream } from 'node:fs';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGlossary } from '../guard/glossary.ts';
import { createPaces } from '../pipeline/choice.ts';
import { createWorkerTranslator, createWorkerVoice } from '../workers/engines.ts';
import type { WorkerEvent } from '../workers/supervise.ts';
import { createPlayer, type SpeakSettings, speak } from './speak.ts';

/**
 * The thin coordinator, an entry of its own that `npm run pack` makes one file of: it reads a stream, cleans it, has its
 * sentences translated and spoken by two workers, and plays them. What engines are is the workers' business alone.
 */

const USAGE = `Usage: stream-tts-coordinator [FILE] [--translator NAME] [--voice NAME] [--out FILE.wav] [--events FILE]

STREAM_TTS_WORKER is the program's dist/app/worker-child.js, where that is not beside this file's folder.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    translator: { type: 'string', default: 'auto' },
    voice: { type: 'string', default: 'auto' },
    out: { type: 'string' },
    events: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const { env } = process;
const { translator, voice } = values;
const settings: SpeakSettings = {
  ...{ from: 'auto', to: 'ja', speed: 1, volume: 1, notices: false, code: 'announce' },
  rules: { off: [], add: [] },
};
const worker = env.STREAM_TTS_WORKER ?? fileURLToPath(new URL('../dist/app/worker-child.js', import.meta.url));
const common = {
  program: { command: process.execPath, args: [worker], env },
  engine: { settings: { translator, voice } },
  clock: () => performance.now(),
  sleep: (durationMs: number, how: { signal: AbortSignal; ref: boolean }) => sleepFor(durationMs, undefined, how),
};
let sampleRateHz = 0;
const onEvent = (event: WorkerEvent) => {
  if (event.type === 'opened') sampleRateHz = event.sampleRateHz ?? sampleRateHz;
  if (event.type === 'gone') console.error(`stream-tts: a worker died (${event.reason}).`);
};
const opened = createWorkerVoice({ ...common, onEvent, name: voice, languages: ['ja'], sampleRateHz });
const translation = createWorkerTranslator({ ...common, onEvent, name: translator });

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
const log = values.events === undefined ? undefined : createWriteStream(values.events);
let exitCode = 1;
try {
  await opened.warm();
  const engines = {
    ...{ translators: [translation], voice: { ...opened, sampleRateHz }, memory: undefined, async dispose() {} },
    ...{ glossary: createGlossary({}), paces: createPaces(), policy: 'in-order' as const },
  };
  const player = await createPlayer({ out: values.out }, env, sampleRateHz);
  const counts = await speak({
    ...{ settings, engines, player, signal: interrupted.signal },
    bytes: positionals[0] === undefined ? process.stdin : createReadStream(positionals[0]),
    onEvent: (event) => log?.write(`${JSON.stringify(event)}\n`),
  });
  await player.dispose();
  exitCode = counts.failed > 0 ? 1 : 0;
} catch (error) {
  if (interrupted.signal.aborted) exitCode = 130;
  else console.error(`stream-tts: ${error instanceof Error ? error.message : String(error)}`);
}
await Promise.all([opened.dispose(), translation.dispose()]);
await new Promise<void>((resolve) => (log === undefined ? resolve() : log.end(resolve)));
process.exit(exitCode);
