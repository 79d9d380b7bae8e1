import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { neighbour, ownModule } from '../app/own-module.ts';
import { type Command, planService } from '../app/service.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Io } from './command.ts';
import { printJson, printLine } from './output.ts';

const run = promisify(execFile);

/** `serve --install` and `--uninstall`; with `--dry-run` what would be written and run is printed, and nothing is done. */
export async function runService(
  what: 'install' | 'uninstall',
  { isDry, json }: { readonly isDry: boolean; readonly json: boolean },
  io: Io,
): Promise<number> {
  const { command, args } = ownModule(neighbour('entry', import.meta.url));
  // The supervisor starts it again only when it fails, so it must not end for want of work.
  const { file, text, start, stop } = planService([command, ...args, 'serve', '--idle', '0'], io.env);
  const commands = what === 'install' ? start : stop;
  if (isDry) {
    if (json) printJson(io, { file, text: what === 'install' ? text : null, commands });
    else {
      printLine(io, what === 'install' ? `# ${file}\n${text}` : `# removes ${file}`);
      for (const words of commands) printLine(io, words.join(' '));
    }
    return 0;
  }
  if (what === 'install') {
    mkdirSync(dirname(file), { recursive: true });
    // Settings of the environment stand in it.
    writeFileSync(file, text, { mode: 0o600 });
    for (const words of commands) await runOr(words, `${file} is written`);
  } else if (existsSync(file)) {
    for (const words of commands) await runOr(words, 'It may run still').catch(() => {});
    rmSync(file);
  }
  if (json) printJson(io, { [what]: file });
  else printLine(io, what === 'install' ? `Installed: ${file}. It runs now and at each login.` : `Removed: ${file}.`);
  return 0;
}

async function runOr([program, ...words]: Command, before: string): Promise<void> {
  try {
    await run(program, words);
  } catch (error) {
    const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new StreamTtsError({
      code: 'no-supervisor',
      stage: 'settings',
      exitCode: 3,
      message: `${before}, but ${program} did not take it${said === '' ? '' : `: ${said.split('\n')[0]}`}.`,
      fix: [program, ...words].join(' '),
      cause: error,
    });
  }
}
