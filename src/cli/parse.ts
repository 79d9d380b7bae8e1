import { parseArgs } from 'node:util';
import { nearest } from '../kit/nearest.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Arguments, Command } from './command.ts';

/** The words after a command's name. Throws StreamTtsError with exit code 2 on an option that it has not. */
export function parse(command: Command, argv: readonly string[]): Arguments {
  const options: Command['options'] = {
    ...command.options,
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(explain(error, Object.keys(options), command));
  }
}

/** Node's own message names the option; ours says what to type instead. */
function explain(error: unknown, options: readonly string[], command: Command): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /Unknown option '(-{1,2}[^']*)'/.exec(message)?.[1];
  if (unknown !== undefined) {
    const near = nearest(unknown.replace(/^-+/, ''), options);
    const hint = near ? `did you mean --${near}?` : `see stream-tts ${command.name} --help.`;
    return `There is no option ${unknown}; ${hint}`;
  }
  const missing = /Option '(?:-\w, )?(--[\w-]+)[^']*' argument (?:missing|is ambiguous)/.exec(message)?.[1];
  if (missing !== undefined) return `${missing} needs a value; see stream-tts ${command.name} --help.`;
  return message.split('\n')[0] ?? message;
}

/** Something that was typed is not right: exit code 2. */
export function usage(message: string, fix?: string): StreamTtsError {
  return new StreamTtsError({
    code: 'usage',
    stage: 'settings',
    exitCode: 2,
    message,
    ...(fix === undefined ? {} : { fix }),
  });
}
