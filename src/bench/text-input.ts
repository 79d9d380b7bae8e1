const CHUNK_BYTES = 64 * 1024;
const OUTPUT = 'const value = read("src/index.ts"); // **not** prose: `x` | y # z\\n';

/**
 * Claude Code's stream with results of tools, in chunks that cut its lines anywhere: lines of `lineBytes` bytes each,
 * until there are `bytes` of them. No line is ever held whole.
 */
export function* noise(bytes: number, lineBytes: number): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const init = { type: 'system', subtype: 'init', session_id: 'bench', cwd: '/work', tools: [], model: 'bench' };
  yield encoder.encode(`${JSON.stringify(init)}\n`);
  const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: '' };
  const line = { type: 'user', message: { role: 'user', content: [result] }, session_id: 'bench' };
  const [head = '', tail = ''] = JSON.stringify(line).split('""');
  const body = encoder.encode(OUTPUT.repeat(Math.ceil(Math.min(lineBytes, CHUNK_BYTES) / OUTPUT.length)));
  for (let written = 0; written < bytes; written += lineBytes) {
    yield encoder.encode(`${head}"`);
    for (let inLine = 0; inLine < lineBytes; inLine += body.length) yield body;
    yield encoder.encode(`"${tail}\n`);
  }
}

/** What an agent writes, with every construct of its Markdown. */
export const PROSE: readonly string[] = [
  `## What changed

I moved the retry logic from \`src/http/client.ts\` into its own file, so **every caller** now gets the same limits.
The old code retried 5 times without a pause; the new one waits 200 ms, then 400 ms, and gives up after 3 tries.

- \`createRetry()\` takes the limits, e.g. \`{ tries: 3 }\`.
- The tests in [retry.test.ts](test/http/retry.test.ts) cover the 4 cases that failed before.
- Nothing else depends on the old function.

\`\`\`ts
const retry = createRetry({ tries: 3, waitMs: 200 });
\`\`\`

Do you want me to update the documentation as well?`,
  `I found the cause. When the server closes the connection, \`onClose\` runs twice: once for the socket and once for the
pool. The second call sets \`this.size\` to -1, and from then on the pool never grows.

1. First I made \`onClose\` idempotent.
2. Then I added a check that fails loudly when the size is negative.
3. Finally I ran the whole suite: 214 tests passed, 2 are skipped.

| File | Lines | Coverage |
|---|---|---|
| pool.ts | 120 | 97% |
| socket.ts | 84 | 91% |

> The two skipped tests need a real database; they were skipped before as well.

See https://nodejs.org/api/net.html for the order of the events.`,
  `テストは全部通りました。\`npm test\`を実行したところ、41件すべて成功です。次に\`src/config.ts\`の既定値を変更しますか？`,
];
