import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AGENTS, type Agent, BY_HAND } from '../agents/setup/agents.ts';
import { lineDiff } from '../agents/setup/diff.ts';
import { editJson } from '../agents/setup/json-edits.ts';
import { type KeptFile, openKeptFile } from '../agents/setup/kept-file.ts';
import { nearest } from '../kit/nearest.ts';
import { cacheHome } from '../models/home.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { resolveSettings, settingsFile } from './settings.ts';

export interface SetupOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The project that is connected; undefined connects all. */
  readonly project: string | undefined;
  readonly remove: boolean;
}

/** What setup would do to one agent's file. */
export interface SetupPlan {
  readonly agent: Agent;
  readonly file: string;
  /** In the form of `diff -u`; none where nothing changes. */
  readonly difference: readonly string[];
  /** Changes the file. */
  apply(): void;
}

/** Ports from here on are tried; none of them belongs to a known service or to what systems give out by themselves. */
export const FIRST_PORT = 27_183;
const PORTS = 200;

/** Throws StreamTtsError with exit code 2 on an unknown agent or a file that cannot be read. */
export async function planSetup(name: string, { env, project, remove }: SetupOptions): Promise<SetupPlan> {
  const agent = agentOf(name);
  const home = env.HOME || env.USERPROFILE || homedir();
  const places = { env, home, project: project ?? '' };
  const wanted = project === undefined ? agent.userFile(places) : (agent.projectFile ?? agent.userFile)(places);
  // What a setup wrote for one directory must be found by the next, and by nobody else.
  const file = openKeptFile(wanted, join(dirname(settingsFile(env)), 'setup'));
  const before = file.before?.toString('utf8') ?? '';
  if (remove) return removal(agent, file, before);
  const port = resolveSettings({}, env).port ?? (await freePort());
  const after = agent.with(before, file.path, { command: commandOf(port), url: `http://127.0.0.1:${port}/hook` });
  return {
    agent,
    file: file.path,
    difference: lineDiff(before, after),
    apply() {
      keepPort(env, port);
      if (after !== before) file.write(after);
    },
  };
}

/** Where what is kept between hooks lies. */
export function stateDirectory(env: SetupOptions['env']): string {
  return join(cacheHome(env), 'state');
}

function removal(agent: Agent, file: KeptFile, before: string): SetupPlan {
  const original = file.original();
  const kept = original === 'absent' ? '' : original?.toString('utf8');
  const after = kept ?? agent.without(before, file.path);
  // A file of which nothing is left was ours.
  const isGone = original === 'absent' || (original === undefined && after === '' && file.before !== undefined);
  return {
    agent,
    file: file.path,
    difference: lineDiff(before, after),
    apply() {
      if (after === before && !isGone) return;
      file.restore(isGone ? 'absent' : (original ?? after));
    },
  };
}

function agentOf(name: string): Agent {
  const agent = AGENTS.find((one) => one.name === name);
  if (agent !== undefined) return agent;
  const byHand = Object.entries(BY_HAND).find(([one]) => one === name)?.[1];
  if (byHand !== undefined) throw usage(byHand);
  const names = [...AGENTS.map((one) => one.name), ...Object.keys(BY_HAND)];
  if (name === '') throw usage(`Name an agent: ${names.join(', ')}.`);
  const near = nearest(name, names);
  throw usage(`There is no agent "${name}"; ${near ? `did you mean ${near}?` : `there is ${names.join(', ')}.`}`);
}

/** A shell's command for the hook, with this Node and this program, wherever an agent runs it. */
function commandOf(port: number): string {
  const program = fileURLToPath(new URL('../../bin/stream-tts.mjs', import.meta.url));
  return `${quoted(process.execPath)} ${quoted(program)} hook --port ${port}`;
}

function quoted(path: string): string {
  return process.platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Writes the port into our own settings, where the warm process finds it. */
function keepPort(env: SetupOptions['env'], port: number): void {
  const file = settingsFile(env);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const edits = editJson(text, file);
  if (edits.value.port === port) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, edits.add([], 'port', port).text);
}

/** The first port from here on that nobody listens on. */
export async function freePort(first: number = FIRST_PORT): Promise<number> {
  for (let port = first; port < first + PORTS; port += 1) if (await isFree(port)) return port;
  throw usage('No port on 127.0.0.1 is free for the warm process; set "port" in the settings.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function usage(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message });
}
