const LINE_BYTES = 64 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** Lines of Claude Code's stream that hold results of tools, in chunks that cut them anywhere, with a little prose. */
export function* noise(bytes: number): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const output = 'const value = read("src/index.ts"); // **not** prose: `x` | y # z\n'.repeat(LINE_BYTES / 64);
  const init = { type: 'system', subtype: 'init', session_id: 'bench', cwd: '/work', tools: [], model: 'bench' };
  const result = {
    type: 'user',
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: output }] },
    session_id: 'bench',
  };
  const lines = encoder.encode(`${JSON.stringify(result)}\n`.repeat(8));
  yield encoder.encode(`${JSON.stringify(init)}\n`);
  let written = 0;
  let at = 0;
  while (written < bytes) {
    const end = Math.min(at + CHUNK_BYTES - 1, lines.length);
    yield lines.subarray(at, end);
    written += end - at;
    at = end === lines.length ? 0 : end;
  }
  if (at > 0) yield lines.subarray(at);
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
