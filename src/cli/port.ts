import { StreamTtsError } from '../spec/errors.ts';

/** The value of `--port`; undefined where there is none. Throws StreamTtsError with exit code 2 on a wrong one. */
export function portOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port <= 65535) return port;
  throw new StreamTtsError({
    code: 'usage',
    stage: 'settings',
    exitCode: 2,
    message: '--port must be a whole number from 0 to 65535.',
  });
}
