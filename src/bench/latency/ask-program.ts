import { spawn } from 'node:child_process';
import type { z } from 'zod';

/**
 * Runs another program, which gets its task on stdin as JSON and gives its answer, JSON as well, on the last line of
 * stdout: before it a library may print what it likes. Rejects with the program's own last error.
 */
export async function askProgram<T>(
  [program = '', ...args]: readonly string[],
  task: object,
  answer: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], signal });
  let said = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(task));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const last = said.trim().split('\n').at(-1) ?? '';
  const found = code === 0 && last.startsWith('{') ? answer.safeParse(JSON.parse(last)) : undefined;
  if (!found?.success) throw new Error(complaint.match(/\w*Error\b.*/g)?.at(-1) ?? `it ended with ${code}`);
  return found.data;
}
