import { writeFileSync } from 'node:fs';
import { BENCHES, type BenchResult } from '../bench/index.ts';
import { nearest } from '../kit/nearest.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Command, Io } from './command.ts';
import { VERSION } from './help.ts';
import { settingFlags } from './options.ts';
import { note, printJson, printLine } from './output.ts';

export const bench: Command = {
  name: 'bench',
  summary: 'the figures that the documentation states, measured here',
  help: `Usage: stream-tts bench NAME [--runs N] [--json]

Measures on this machine:
  latency        first token to first sound, beside the serial pipeline and the bare engines; gaps; memory
                 (needs the models; --eval takes its replies from a real assistant's prose)
  client         the thin client: its size, and when its first byte is in the socket (npm run pack)
  live           how long sound is heard after a stop (needs PulseAudio or PipeWire)
  synthesis      how quickly Kokoro makes a sentence's sound, in windows beside whole, and how like it is (needs the models)
  systems        the systems that this program grew from, side by side: pure, workers, hybrid … (needs the models)
  hook           how long an agent waits for its hooks (needs nothing)
  proxy          how much later a model's answer arrives through the relay (needs nothing)
  text           how fast prose and tool output are read, and how late sentences leave (needs nothing)
  translate      how near the translations are to a person's, and how many are kept in English (needs the models)
  voice          how rightly Japanese is read, beside other readers, and what is heard of each voice (needs the models
                 and --eval; to listen, whisper-base and faster-whisper)

  --runs N       how often each input is measured (3; live: ten times as often)
  --eval DIR     evaluation data of your own in place of ours (STREAM_TTS_EVAL)
  --engines A,B  translate: several translators in one table; plain is a one-line prompt without checks
                 voice: the voices to listen to; readings listens to none
  --wavs DIR     voice, synthesis: also writes what was said, for listening
  --limit N      at most about N rows of it
  --answers FILE translate: the engines' answers are kept there, so that a run cut off goes on
  --short        latency: only what its ratios need
  --minutes N    live: also ten sessions at once for so long, and a client's first sound, warm and cold (needs the models)
                 latency: also the highest speed that can be held for so long (10 for the goal)
  --busy N       latency: also what runs dry in so many minutes beside two programs that take the cores (60 for the goal)
  --growth       latency: also what a turn of 1, 10, 100 and 1,000 sentences costs (memory, processor time)
                 live: also what 1, 10 and 100 sessions cost
  --chart FILE   latency, systems: draws it, an SVG
  --docs DIR     systems: writes its section of DIR/performance-comparison.md, with systems.svg and systems.json
  --translator, --voice   as in speak
  --json         one object: {bench, version, machine, figures, notes, rows}

Examples:
  stream-tts bench latency
  stream-tts bench latency --runs 1 --json > latency.json
  stream-tts bench live
  stream-tts bench synthesis --wavs ./blind
  stream-tts bench systems --runs 1 --limit 3
  stream-tts bench translate --limit 20
  stream-tts bench translate --engines llama,llama-server
  stream-tts bench voice --eval DIR
`,
  options: {
    ...settingFlags('translator', 'voice'),
    runs: { type: 'string' },
    engines: { type: 'string' },
    eval: { type: 'string' },
    limit: { type: 'string' },
    wavs: { type: 'string' },
    answers: { type: 'string' },
    chart: { type: 'string' },
    short: { type: 'boolean' },
    minutes: { type: 'string' },
    busy: { type: 'string' },
    growth: { type: 'boolean' },
    docs: { type: 'string' },
  },
  async run({ values, positionals }, io) {
    const [name = ''] = positionals;
    const run = BENCHES[name];
    if (run === undefined) throw usage(unknownBench(name));
    const runs = wholeNumber('--runs', values.runs, 3);
    const limit = wholeNumber('--limit', values.limit, Number.MAX_SAFE_INTEGER);
    const evalDirectory = typeof values.eval === 'string' ? values.eval : io.env.STREAM_TTS_EVAL;
    const { runs: _, eval: __, limit: ___, engines: named, json, ...given } = values;
    const { answers, chart: chartFile, docs, short, minutes, busy, growth, wavs, ...flags } = given;
    const engines = typeof named === 'string' ? named.split(',').map((engine) => engine.trim()) : undefined;
    const onProgress = (line: string) => note(io, `bench ${name}: ${line}`);
    const options = {
      engines,
      version: VERSION,
      flags,
      env: io.env,
      runs,
      limit,
      short: short === true,
      minutes: minutes === undefined ? undefined : wholeNumber('--minutes', minutes, 10),
      busyMinutes: busy === undefined ? undefined : wholeNumber('--busy', busy, 60),
      growth: growth === true,
      evalDirectory,
      wavDirectory: typeof wavs === 'string' ? wavs : undefined,
      answersFile: typeof answers === 'string' ? answers : undefined,
      docsDirectory: typeof docs === 'string' ? docs : undefined,
      signal: io.signal,
      onProgress,
    };
    const { chart, ...result } = await run(options);
    if (typeof chartFile === 'string' && chart !== undefined) writeFileSync(chartFile, chart);
    if (json) printJson(io, result);
    else printTable(result, io);
    return 0;
  },
};

function wholeNumber(option: string, value: unknown, standard: number): number {
  const number = value === undefined ? standard : Number(value);
  if (!Number.isInteger(number) || number < 1) throw usage(`${option} must be a whole number from 1.`);
  return number;
}

function printTable({ machine, figures, notes, rows, engines = [] }: BenchResult, io: Io): void {
  printLine(io, `${machine.cpu}, ${machine.cores} cores, ${machine.memoryMB} MB, ${machine.os}, Node ${machine.node}`);
  for (const [key, value] of Object.entries(figures)) {
    printLine(io, `  ${key.padEnd(24)} ${String(value).padStart(10)}${notes[key] ? `  (${notes[key]})` : ''}`);
  }
  for (const { engine, reason, figures: own } of engines.length > 1 ? engines : []) {
    printLine(io, `  ${engine}: ${reason ?? JSON.stringify(own)}`);
  }
  printLine(io, `  ${rows.length} rows; --json shows them`);
}

function unknownBench(name: string): string {
  const names = Object.keys(BENCHES);
  if (name === '') return `Name a bench: ${names.join(', ')}.`;
  const near = nearest(name, names);
  return `There is no bench "${name}" yet; ${near ? `did you mean ${near}?` : `there is ${names.join(', ')}.`}`;
}

function usage(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message });
}
