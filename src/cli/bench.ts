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
  latency        first token to first sound, beside the serial pipeline; gaps; memory (needs the models)
  live           how long sound is heard after a stop (needs PulseAudio or PipeWire)


  --runs N       how often each input is measured (3; live: ten times as often)
  --translator, --voice   as in speak
  --json         one object: {bench, version, machine, figures, notes, rows}

Examples:
  stream-tts bench latency
  stream-tts bench latency --runs 1 --json > latency.json
  stream-tts bench live
`,
  options: { ...settingFlags('translator', 'voice'), runs: { type: 'string' } },
  async run({ values, positionals }, io) {
    const [name = ''] = positionals;
    const run = BENCHES[name];
    if (run === undefined) throw usage(unknownBench(name));
    const runs = Number(values.runs ?? 3);
    if (!Number.isInteger(runs) || runs < 1) throw usage('--runs must be a whole number from 1.');
    const { runs: _, json, ...flags } = values;
    const onProgress = (line: string) => note(io, `bench ${name}: ${line}`);
    const result = await run({ version: VERSION, flags, env: io.env, runs, signal: io.signal, onProgress });
    if (json) printJson(io, result);
    else printTable(result, io);
    return 0;
  },
};

function printTable({ machine, figures, notes, rows }: BenchResult, io: Io): void {
  printLine(io, `${machine.cpu}, ${machine.cores} cores, ${machine.memoryMB} MB, ${machine.os}, Node ${machine.node}`);
  for (const [key, value] of Object.entries(figures)) {
    printLine(io, `  ${key.padEnd(24)} ${String(value).padStart(10)}${notes[key] ? `  (${notes[key]})` : ''}`);
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
