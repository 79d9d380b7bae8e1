import type { Command } from './command.ts';
import { CONTROLS, runControl } from './controls.ts';

/** The remote control's commands, for the help; their words are read by the light `runControl`. */
export const remote: readonly Command[] = Object.entries(CONTROLS).map(
  ([name, { summary, usage, switches, value }]) => ({
    name,
    summary,
    help: `Usage: stream-tts ${name}${usage} [--json]

${summary[0]?.toUpperCase()}${summary.slice(1)}. Needs a warm process (stream-tts serve).

Examples:
  stream-tts ${name}${value === undefined ? '' : value === 'needed' ? ' 0.8' : ' 50'}
${(switches ?? []).map((one) => `  stream-tts ${name} --${one}${one === 'session' ? ' my-project' : ''}\n`).join('')}  stream-tts ${name}${value === 'needed' ? ' 1' : ''} --json
`,
    options: Object.fromEntries(
      (switches ?? []).map((one) => [one, { type: one === 'session' ? ('string' as const) : ('boolean' as const) }]),
    ),
    async run({ values, positionals }, io) {
      const flags = Object.entries(values).flatMap(([flag, given]) =>
        given === true ? [`--${flag}`] : typeof given === 'string' ? [`--${flag}`, given] : [],
      );
      return await runControl(name, [...positionals, ...flags], io);
    },
  }),
);
