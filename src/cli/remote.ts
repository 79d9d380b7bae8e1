import { CONTROLS, type ControlName, type Words } from '../daemon/remote.ts';
import type { Command } from './command.ts';
import { runControl, usageOf } from './controls.ts';

/** The remote control's commands, for the help; their words are read by the light `runControl`. */
export const remote: readonly Command[] = Object.entries(CONTROLS).map(([name, words]) =>
  commandOf(name as ControlName, words),
);

function commandOf(name: ControlName, words: Words): Command {
  const { summary, switches = [], session, number, text } = words;
  const needed = text ? ` ${text.example}` : number?.isNeeded ? ` ${number.example}` : '';
  const examples = [
    `${name}${text ? ` ${text.example}` : number === undefined ? '' : ` ${number.example}`}`,
    ...switches.map((one) => `${name} --${one}`),
    ...(session ? [`${name}${needed} --session my-project`] : []),
    `${name}${needed} --json`,
  ];
  return {
    name,
    summary,
    help: `Usage: stream-tts ${name}${usageOf(words)} [--json]

${summary[0]?.toUpperCase()}${summary.slice(1)}. Needs a warm process (stream-tts serve).

Examples:
${examples.map((line) => `  stream-tts ${line}\n`).join('')}`,
    options: {
      ...Object.fromEntries(switches.map((one) => [one, { type: 'boolean' as const }])),
      ...(session ? { session: { type: 'string' as const } } : {}),
    },
    async run({ values, positionals }, io) {
      const flags = Object.entries(values).flatMap(([flag, given]) =>
        given === true ? [`--${flag}`] : typeof given === 'string' ? [`--${flag}`, given] : [],
      );
      return await runControl(name, [...positionals, ...flags], io);
    },
  };
}
