import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { install } from './agents.ts';

const GEMINI = '@google/gemini-cli@0.61.0';

/** Installs the real Gemini CLI into the tests' cache, outside the clone; returns its program. */
export async function installGemini(): Promise<string> {
  return join(await install(GEMINI, 'gemini-0.61.0'), 'node_modules', '.bin', 'gemini');
}

export interface GeminiServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A local stand-in for Gemini's API: every `streamGenerateContent` gets the same reply, in pieces of four characters. */
export async function startGeminiServer(reply: string): Promise<GeminiServer> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const isStream = request.url?.includes('streamGenerateContent');
      if (!isStream)
        return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"totalTokens":5}');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const send = (text: string, more: object = {}) => {
        const candidates = [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...more }];
        response.write(`data: ${JSON.stringify({ candidates })}\n\n`);
      };
      for (const piece of reply.match(/.{1,4}/gsu) ?? []) send(piece);
      send('', { finishReason: 'STOP' });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Asks the real Gemini CLI, `-p -o stream-json`, in a project that is trusted; resolves with its exit code and output. */
export async function askGemini(
  program: string,
  apiUrl: string,
  { home, project, env }: { home: string; project: string; env: Readonly<Record<string, string | undefined>> },
): Promise<{ code: number | null; stdout: Buffer; stderr: string }> {
  mkdirSync(join(home, '.gemini'), { recursive: true });
  const settings = { security: { auth: { selectedType: 'gemini-api-key' } }, model: { name: 'gemini-2.5-flash' } };
  writeFileSync(join(home, '.gemini', 'settings.json'), JSON.stringify(settings));
  const own = { GEMINI_API_KEY: 'dummy', GOOGLE_GEMINI_BASE_URL: apiUrl, GEMINI_CLI_TRUST_WORKSPACE: 'true' };
  const child = spawn(program, ['-p', 'What did you do?', '-o', 'stream-json'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 90_000,
    env: { PATH: process.env.PATH, ...env, ...own } as NodeJS.ProcessEnv,
  });
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout: Buffer.concat(chunks), stderr };
}
