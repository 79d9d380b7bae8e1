import { parseArgs } from 'node:util';
import { nearest } from '../kit/nearest.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Arguments, Command, Io } from './command.ts';
import { COMMANDS, LATER } from './commands.ts';
import { overview, VERSION } from './help.ts';
import { note } from './output.ts';

/**
 * Runs the program with the words after its name. Returns the exit code: 0 done, 1 an engine failed, 2 wrong usage,
 * 3 something is missing, 130 interrupted.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (io.signal.aborted) return 130;
    if (!(error instanceof StreamTtsError)) throw error;
    note(io, `stream-tts: ${error.message}${error.fix ? ` Type: ${error.fix}` : ''}`);
    return error.exitCode;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [first] = argv;
  if (first === '--help' || first === '-h' || first === 'help') {
    const about = first === 'help' ? COMMANDS.find(({ name }) => name === argv[1]) : undefined;
    io.stdout.write(about ? about.help : overview(COMMANDS));
    return 0;
  }
  if (first === '--version' || first === '-V') {
    io.stdout.write(`${VERSION}\n`);
    return 0;
  }
  if (first !== undefined && LATER.has(first)) throw usage(`"${first}" comes in a later version of stream-tts.`);
  const named = COMMANDS.find(({ name }) => name === first);
  const command = named ?? speakCommand();
  const args = parse(command, named ? argv.slice(1) : argv);
  if (args.values.help) {
    io.stdout.write(command.help);
    return 0;
  }
  if (!named && args.positionals.length > 0) requireFile(args.positionals[0] ?? '');
  const code = await command.run(args, io);
  return io.signal.aborted ? 130 : code;
}

function speakCommand(): Command {
  const command = COMMANDS.find(({ name }) => name === 'speak');
  if (command === undefined) throw new Error('there is no speak command');
  return command;
}

function parse(command: Command, argv: readonly string[]): Arguments {
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

/** A first word that is neither a command nor a file is most often a mistyped command. */
function requireFile(word: string): void {
  const near = nearest(word, [...COMMANDS.map(({ name }) => name), ...LATER]);
  if (near !== undefined && !/[./\\]/.test(word))
    throw usage(`There is no command or file "${word}"; did you mean ${near}?`);
}

function usage(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message });
}
