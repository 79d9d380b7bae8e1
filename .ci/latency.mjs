// The short form of `bench latency`, held to ratios within one run: never to milliseconds, for machines differ.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/stream-tts.mjs', import.meta.url));
const { status, stdout } = spawnSync(
  process.execPath,
  [program, 'bench', 'latency', '--short', '--runs', '1', '--limit', '5', '--json'],
  { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
);
if (status !== 0) process.exit(status ?? 1);
const { figures } = JSON.parse(stdout);

/** Loose enough for a machine that is shared: what breaks them is a stage that waits for another, not noise. */
const MOST = {
  fttsOverSerial: 0.3, // the serial pipeline waits for all ten sentences
  overheadShare: 0.05, // of the time to the first sound, what no engine took
};
let broken = 0;
for (const [name, most] of Object.entries(MOST)) {
  const value = figures[name];
  const holds = typeof value === 'number' && value <= most;
  console.log(`${holds ? 'ok' : 'NOT OK'}  ${name} ${value} (at most ${most})`);
  if (!holds) broken += 1;
}
process.exit(broken === 0 ? 0 : 1);
