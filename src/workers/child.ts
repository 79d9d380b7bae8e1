import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { createConnection } from '../wire/connection.ts';
import { type ServeOptions, serveEngine } from './serve.ts';

/** Shorter than what the other side waits before it kills. */
const LAST_WORK_MS = 1500;

/**
 * The whole life of a worker process: serves on stdin and stdout until the other side is gone, and then ends, also where
 * an engine hangs. What libraries print goes to stderr.
 */
export async function runWorker(open: ServeOptions['open']): Promise<never> {
  const output = new Socket({ fd: 1, readable: false, writable: true });
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const connection = createConnection(process.stdin, output);
  const leave = () => setTimeout(() => process.exit(0), LAST_WORK_MS).unref();
  process.stdin.once('close', leave);
  process.once('SIGTERM', () => {
    leave();
    connection.destroy();
  });
  // Ctrl-C is for the program at the other end.
  process.on('SIGINT', () => {});
  watchParent();
  await serveEngine(connection, { open, memoryMB: () => process.memoryUsage.rss() / 2 ** 20 });
  process.exit(0);
}

/**
 * The end of stdin says that the parent is gone, but only to a thread that listens. An engine may compute on this one for
 * long, so another looks as well. (On Windows a process keeps its dead parent's id, and the end of stdin is all.)
 */
function watchParent(): void {
  const code = `const parent = process.ppid;
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);`;
  new Worker(code, { eval: true, stdin: false }).unref();
}
