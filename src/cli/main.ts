import { nearest } from '../kit/nearest.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Command, Io } from './command.ts';
import { COMMANDS, LATER } from './commands.ts';
import { overview, VERSION } from './help.ts';
import { note } from './output.ts';
import { parse, usage } from './parse.ts';

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
  return io.signal.aborted && command.runsUntilStopped !== true ? 130 : code;
}

function speakCommand(): Command {
  const command = COMMANDS.find(({ name }) => name === 'speak');
  if (command === undefined) throw new Error('there is no speak command');
  return command;
}

/** A first word that is neither a command nor a file is most often a mistyped command. */
function requireFile(word: string): void {
  const near = nearest(word, [...COMMANDS.map(({ name }) => name), ...LATER]);
  if (near !== undefined && !/[./\\]/.test(word))
    throw usage(`There is no command or file "${word}"; did you mean ${near}?`);
}
