import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** Stands for a compiler: as many processes as there are cores here, which do nothing but compute and tell how much. */
export async function startCompile() {
  const code = `let n = 0; for (;;) { const until = Date.now() + 500; while (Date.now() < until) n += Math.sqrt(n) > 0 ? 1 : 2;
    process.stdout.write(n + '\\n'); n = 0; }`;
  const rates: number[] = [];
  const children = Array.from({ length: availableParallelism() }, () => {
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
    createInterface(child.stdout).on('line', (line) => rates.push(Number(line)));
    return child;
  });
  const average = (some: readonly number[]) => some.reduce((sum, rate) => sum + rate, 0) / Math.max(1, some.length);
  // Its own speed, before there is speech.
  await sleep(5000);
  const alone = average(rates.slice(availableParallelism()));
  const from = rates.length;
  return {
    end(): void {
      for (const child of children) child.kill('SIGKILL');
    },
    /** How much of that it kept. */
    kept: () => Math.round((average(rates.slice(from)) / alone) * 1000) / 1000,
  };
}
