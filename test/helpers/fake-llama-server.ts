import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** A program that takes llama-server's arguments and answers as it does; what happened is in `log`. */
export interface FakeLlamaServer {
  readonly program: string;
  readonly modelPath: string;
  /** In order: `start ARGUMENTS`, and the body of each request. */
  log(): string[];
  /** Of the one that was started last. */
  pid(): number;
}

/**
 * Answers with a fixed Japanese sentence in pieces. A text with "die now" ends it in the middle of its first answer to
 * it; the model `broken.gguf` ends it at once.
 */
export function createFakeLlamaServer(): FakeLlamaServer {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-llama-server-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const program = join(directory, 'llama-server');
  const log = join(directory, 'log');
  writeFileSync(log, '');
  writeFileSync(join(directory, 'model.gguf'), 'GGUF');
  writeFileSync(join(directory, 'broken.gguf'), '');
  writeFileSync(program, `#!${process.execPath}\n(${serve})(${JSON.stringify(log)});\n`, { mode: 0o755 });
  const lines = () => readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return {
    program,
    modelPath: join(directory, 'model.gguf'),
    log: () => lines().filter((line) => !line.startsWith('pid ')),
    pid: () =>
      Number(
        lines()
          .findLast((line) => line.startsWith('pid '))
          ?.slice('pid '.length),
      ),
  };
}

/** Runs in a process of its own: nothing of this file is in its reach. */
const serve = `function (log) {
  const { createServer } = require('node:http');
  const fs = require('node:fs');
  const args = process.argv.slice(2);
  const valueOf = (flag) => args[args.indexOf(flag) + 1];
  const note = (line) => fs.appendFileSync(log, line + '\\n');
  const died = fs.readFileSync(log, 'utf8').includes('die now');
  note('pid ' + process.pid);
  note('start ' + args.join(' '));
  if (valueOf('-m').endsWith('broken.gguf')) {
    console.error('srv load_model: error loading model: file is too small');
    process.exit(1);
  }
  const said = [
    [/I found the problem|die now/, ['問題', 'を見', 'つけ', 'ました。']],
    [/All 24 tests/, ['これで', '24件', 'のテストが', '通ります。']],
    [/The old cache/, ['古い', 'キャッシュは', 'まだ削除されて', 'いません。']],
    [/./, ['パーサーは', 'ファイル全体を', '読んで、短い報告を', '書きます。']],
  ];
  const event = (delta, finish_reason = null) =>
    'data: ' + JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] }) + '\\n\\n';
  let healths = 0;
  createServer((request, response) => {
    healths += 1;
    if (request.url === '/health') return response.writeHead(healths < 3 ? 503 : 200).end('{}');
    if (request.headers.authorization !== 'Bearer ' + process.env.LLAMA_API_KEY) return response.writeHead(401).end();
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', async () => {
      note(text);
      const body = JSON.parse(text);
      const begun = body.messages.at(-1).role === 'assistant';
      const asked = body.messages.at(begun ? -2 : -1).content;
      if (asked.includes('die now') && !died) process.exit(1);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const known = said.find(([pattern]) => pattern.test(asked))[1];
      // As the real one: what was begun comes again, in one piece with what follows.
      const rest = begun ? [body.messages.at(-1).content + known[2], ...known.slice(3)] : known;
      const pieces = body.max_tokens === 0 ? [] : rest;
      for (const content of pieces) {
        await new Promise((done) => response.write(event({ content }), done));
        await new Promise(setImmediate);
      }
      response.end(event({}, 'stop') + 'data: [DONE]\\n\\n');
    });
  }).listen(Number(valueOf('--port')), '127.0.0.1');
  console.error('llama_model_load: using device CUDA0 (a stand-in)');
}`;
