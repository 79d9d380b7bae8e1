import { createMcpServer, type Tool } from '../agents/mcp.ts';
import { listenMcp, type McpHttpOptions } from '../agents/mcp-http.ts';
import { controlThere, speakThere } from '../daemon/client.ts';
import { daemonPlace } from '../daemon/place.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Command, Io } from './command.ts';
import { VERSION } from './help.ts';
import { startWarm } from './hook-run.ts';
import { note, printJson } from './output.ts';
import { portOf } from './port.ts';
import { keptToken, tokenFileOf } from './token.ts';

export const mcp: Command = {
  name: 'mcp',
  summary: 'a server of tools for agents: speak, stop, pause, resume, status, set_voice',
  runsUntilStopped: true,
  help: `Usage: stream-tts mcp [--port N]

Serves tools over the Model Context Protocol on stdin and stdout, for an agent that starts it; with --port over
streamable HTTP on 127.0.0.1, for agents that do not. A tool returns before the sound ends. The warm process does the
work, and is started where none runs.

  --port N       listens at http://127.0.0.1:N/mcp until Ctrl-C; 0 takes a free port
  --json         with --port: one object when it is ready: {pid, port, url, tokenFile}

Examples:
  claude mcp add stream-tts -- npx stream-tts mcp
  codex mcp add stream-tts -- npx stream-tts mcp
  stream-tts mcp --port 27190
`,
  options: { port: { type: 'string' } },
  async run({ values }, io) {
    const served = { name: 'stream-tts', version: VERSION, instructions: INSTRUCTIONS, tools: toolsOf(io) };
    const port = portOf(values.port);
    if (port !== undefined) return await serveOverHttp({ ...served, port }, values.json === true, io);
    const server = createMcpServer({ ...served, send: (message) => io.stdout.write(`${message}\n`) });
    for await (const chunk of io.stdin) server.write(chunk);
    await server.settle();
    return 0;
  },
};

const INSTRUCTIONS =
  'Speaks to the person at the desk, in Japanese. What you write is spoken already where hooks are set up: use speak only for what they must hear now.';

async function serveOverHttp(options: Omit<McpHttpOptions, 'token'>, json: boolean, io: Io): Promise<number> {
  const tokenFile = tokenFileOf(io.env);
  const listener = await listenMcp({ ...options, token: keptToken(tokenFile) }).catch((cause: unknown) => {
    const message = `Port ${options.port} on 127.0.0.1 cannot be had.`;
    throw new StreamTtsError({
      ...{ code: 'port', stage: 'settings', exitCode: 2, message, cause },
      fix: 'npx stream-tts mcp --port 0',
    });
  });
  const url = `http://127.0.0.1:${listener.port}/mcp`;
  if (json) printJson(io, { pid: process.pid, port: listener.port, url, tokenFile });
  else note(io, `stream-tts mcp: ${url}, with "Authorization: Bearer" and the token of ${tokenFile}, until Ctrl-C.`);
  if (!io.signal.aborted) await new Promise((resolve) => io.signal.addEventListener('abort', resolve, { once: true }));
  listener.close();
  return 0;
}

/** A warm process that was just started loads nothing before it answers. */
const START_MS = 10_000;
const RETRY_MS = 200;

function toolsOf(io: Io): Tool[] {
  const place = daemonPlace(io.env);
  let voice: string | undefined;

  async function control(action: string): Promise<string> {
    const ending = await controlThere(place, action, {});
    if (ending.type === 'reply') return JSON.stringify(ending.value);
    if (ending.type === 'refused') throw refusal(ending);
    return 'Nothing is spoken: no warm process runs.';
  }

  /** Resolves when the warm process has taken the text; it sounds later. */
  async function speak(text: string): Promise<'taken' | 'nobody'> {
    return await new Promise((resolve, reject) => {
      const argv = ['say', ...(voice === undefined ? [] : ['--voice', voice]), '--', text];
      speakThere(place, {
        argv,
        cwd: process.cwd(),
        env: io.env,
        signal: io.signal,
        open() {
          resolve('taken');
          return bytesOf(text);
        },
        onEvent() {},
      }).then((ending) => {
        if (ending.type === 'refused') reject(refusal(ending));
        else resolve(ending.type === 'nobody' ? 'nobody' : 'taken');
      }, reject);
    });
  }

  async function speakSoon(text: string): Promise<string> {
    if ((await speak(text)) === 'taken') return 'Speaking.';
    startWarm(io.env);
    for (let waitedMs = 0; waitedMs < START_MS; waitedMs += RETRY_MS) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if ((await speak(text)) === 'taken') return 'Speaking.';
    }
    throw new Error('The warm process does not answer. A person can type: npx stream-tts doctor');
  }

  const plain = (name: string, description: string, action = name): Tool => ({
    ...{ name, description, properties: {}, required: [] },
    run: () => control(action),
  });

  return [
    {
      name: 'speak',
      description: 'Says a text aloud. Returns at once; several texts are said one after the other.',
      properties: { text: { type: 'string', description: 'what is said: plain prose, in English or Japanese' } },
      required: ['text'],
      run: ({ text }) => speakSoon(String(text)),
    },
    plain('stop', 'Silence at once; what was not said is dropped.'),
    plain('pause', 'Silence at once; resume goes on with the next sample.'),
    plain('resume', 'Goes on after pause.'),
    plain('status', 'What is spoken and queued, the voices, and whether it is muted or paused.'),
    {
      name: 'set_voice',
      description: 'The voice of what speak says from now on.',
      properties: { voice: { type: 'string', description: 'auto or NAME[:VOICE], such as kokoro:jm_kumo' } },
      required: ['voice'],
      async run(args) {
        voice = String(args.voice);
        return `The voice is ${voice}.`;
      },
    },
  ];
}

function refusal({ message, fix }: { message: string; fix?: string }): Error {
  return new StreamTtsError({ code: 'refused', stage: 'settings', message, ...(fix === undefined ? {} : { fix }) });
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
