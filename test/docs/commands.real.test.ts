import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ROOT } from '../helpers/cli.ts';

// Every command that README and docs/usage.md show is one that the program takes.

const place = mkdtempSync(join(tmpdir(), 'stream-tts-commands-'));
after(() => rmSync(place, { recursive: true, force: true }));
copyFileSync(join(ROOT, 'demo', 'session.jsonl'), join(place, 'session.jsonl'));
writeFileSync(join(place, 'answer.md'), 'All 24 tests pass.\n');
writeFileSync(join(place, 'lines.txt'), 'All 24 tests pass.\n');

/** They fetch, never end, take minutes, or want an agent or a server. */
const NOT_HERE =
  /\bclaude -p|\bcurl |npm (start|test|ci|run pack)|models pull|--follow|stream-tts (serve|bench|setup|mcp|proxy|demo)|[…]|^cd |^ssh |git /;
/** Where a document leaves a word to the reader. */
const WORDS: Readonly<Record<string, string>> = { NAME: 'kokoro-82m', FILE: 'lines.txt' };

/** In one document or the other is enough. */
const seen = new Set<string>();

const program = [process.execPath, '--import', import.meta.resolve('tsx'), join(ROOT, 'src', 'cli', 'entry.ts')];
const runs = program.map((word) => `'${word}'`).join(' ');

for (const document of ['README.md', 'docs/usage.md']) {
  describe(document, () => {
    for (const line of commandsOf(readFileSync(join(ROOT, document), 'utf8'))) {
      it(line, async () => {
        const command = line
          .replaceAll(/npx stream-tts|npm run -s stream-tts --/g, runs)
          .replaceAll(/\b(NAME|FILE)\b/g, (word) => WORDS[word] ?? word);
        const env = { ...process.env, STREAM_TTS_HOME: join(place, 'home') };
        const child = spawn('sh', ['-c', command], { cwd: place, env, stdio: ['ignore', 'ignore', 'pipe'] });
        let said = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        });
        const [code] = (await once(child, 'close')) as [number | null];
        // 3: a model is missing here, and what to type is said.
        assert.ok(code === 0 || code === 3, `exit code ${code}: ${said}`);
        if (code === 3) assert.match(said, /Type: |fix|^$/);
      });
    }
  });
}

function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.replaceAll(/\\\n\s*/g, ' ').split('\n'),
  );
  const inline = [...text.matchAll(/`(npx stream-tts[^`]*)`/g)].map(([, command = '']) => command);
  const lines = [...blocks, ...inline].map((line) => line.replace(/\s+#.*$/, '').trim());
  return lines.filter((line) => {
    if (!/stream-tts/.test(line) || NOT_HERE.test(line) || seen.has(line)) return false;
    seen.add(line);
    return true;
  });
}
