import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { StreamTtsError } from '../../spec/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The program's name on PATH. */
export const LLAMA_SERVER = 'llama-server';

const INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'brew install llama.cpp',
  win32: 'winget install llama.cpp',
};

/** What to type to have the program. */
export const LLAMA_SERVER_INSTALL = INSTALL[process.platform] ?? 'brew install llama.cpp';

/** Absolute, so that what runs is what was found. Throws StreamTtsError `program-missing` (exit code 3). */
export function programPath(program: string): string {
  const found = findLlamaServer(program);
  if (found !== undefined) return found;
  throw new StreamTtsError({
    code: 'program-missing',
    stage: 'translator',
    exitCode: 3,
    message: `The program ${program} is not on this machine; it is part of llama.cpp, of which https://github.com/ggml-org/llama.cpp/releases has builds for every system.`,
    fix: LLAMA_SERVER_INSTALL,
  });
}

/** The absolute path of a program, given by its path or its name on PATH; undefined where there is none. */
export function findLlamaServer(program = LLAMA_SERVER, env: Env = process.env): string | undefined {
  if (/[/\\]/.test(program)) return isProgram(resolve(program));
  const directories = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  for (const directory of directories) {
    const found = isProgram(join(directory, process.platform === 'win32' ? `${program}.exe` : program));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isProgram(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}
