import { argumentsBehind, launchOnTerminal } from '../agents/launch.ts';
import { parseUpstreamFlag } from '../agents/routes.ts';
import { type OpenProxy, openProxy } from '../app/proxy.ts';
import { resolveSettings } from '../app/settings.ts';
import { stateDirectory } from '../app/setup.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Command, Io } from './command.ts';
import { portOfWarm } from './hook-run.ts';
import { note, printJson, printLine } from './output.ts';
import { portOf } from './port.ts';

export const proxy: Command = {
  name: 'proxy',
  summary: "relays a model's API unchanged and speaks the prose that passes",
  help: `Usage: stream-tts proxy [-- COMMAND ARGUMENT…]
       stream-tts proxy [--port N] [--upstream NAME=URL]…

Runs COMMAND with its model's API behind a relay on this machine. Every byte passes unchanged and at once, in both
directions; the prose of the answers goes to the warm process, sooner than hooks can bring it. Nothing is stored.
Without COMMAND it relays until Ctrl-C and prints what an agent's environment needs.

  --port N             the port on 127.0.0.1; a free one where none is named
  --upstream NAME=URL  where /NAME goes; anthropic and openai are known, and go where ANTHROPIC_BASE_URL and
                       OPENAI_BASE_URL point, else to their vendors
  --json               one object when it is ready: {pid, port, upstreams, variables}

Examples:
  stream-tts proxy -- claude
  stream-tts proxy --upstream openai=http://127.0.0.1:11434/v1 -- opencode
  stream-tts proxy --port 8377
`,
  options: { port: { type: 'string' }, upstream: { type: 'string', multiple: true } },
  async run({ values, positionals }, io) {
    const settings = resolveSettings({}, io.env);
    const port = portOf(values.port) ?? 0;
    const named = Array.isArray(values.upstream) ? values.upstream.map((text) => parseUpstreamFlag(String(text))) : [];
    const onTrouble = (line: string) => note(io, line);
    const state = stateDirectory(io.env);
    const warmPort = () => settings.port || portOfWarm(state);
    const upstreams = Object.fromEntries(named);
    const open = () => openProxy({ settings, env: io.env, upstreams, port, warmPort, onTrouble });
    const [program, ...args] = positionals;
    if (program !== undefined) return await runBehind(io, open, program, args);
    const opened = await open();
    if (values.json) {
      const { upstreams, variables } = opened;
      printJson(io, { pid: process.pid, port: opened.port, upstreams, variables });
    } else {
      note(io, `stream-tts proxy: relaying on 127.0.0.1:${opened.port} until Ctrl-C. An agent uses it with:`);
      for (const [name, value] of Object.entries(opened.variables)) printLine(io, `export ${name}=${value}`);
    }
    await aborted(io.signal);
    await opened.close();
    return 0;
  },
};

/** An agent's own last hooks take a second or two. */
const GRACE_MS = 10_000;

/** The command's exit code. Where the relay cannot be had the command runs without it. */
async function runBehind(io: Io, open: () => Promise<OpenProxy>, program: string, args: string[]): Promise<number> {
  const opened = await open().catch((error: unknown) => {
    if (!(error instanceof StreamTtsError) || error.code !== 'port') throw error;
    note(io, `stream-tts proxy: ${error.message} ${program} runs without it, unheard.`);
    return undefined;
  });
  try {
    const behind = argumentsBehind(program, args, opened?.variables.OPENAI_BASE_URL, io.env);
    const env = { ...io.env, ...opened?.variables };
    return await launchOnTerminal({ program, args: behind, env, signal: io.signal, graceMs: GRACE_MS });
  } catch (error) {
    throw cannotRun(program, error as NodeJS.ErrnoException);
  } finally {
    await opened?.close();
  }
}

function cannotRun(program: string, { code }: NodeJS.ErrnoException): StreamTtsError {
  return new StreamTtsError({
    code: 'no-program',
    stage: 'settings',
    exitCode: 3,
    message: `${program} cannot be run (${code}).`,
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
