import { StreamTtsError } from '../spec/errors.ts';
import type { Pcm } from '../spec/parts.ts';
import type { Frame } from '../wire/frames.ts';
import { samplesOfBytes } from '../wire/pcm.ts';

/** The frames' words are explained in docs/workers.md. */
export const PROTOCOL = 1;

export type Role = 'translator' | 'voice';

/** What a worker says of itself when it has understood `open`. */
export interface Ready {
  /** It says something at least that often; undefined where it does not promise it. */
  readonly beatMs: number | undefined;
  /** Of a voice, where it says it. */
  readonly sampleRateHz: number | undefined;
}

/** A worker broke the protocol, or is gone, with the reason: what it was doing may be done again on another one. */
export class WorkerGone extends Error {
  override readonly name = 'WorkerGone';
}

export function readReady({ head }: Frame): Ready {
  if (head.protocol !== PROTOCOL) throw new WorkerGone(`it speaks protocol ${String(head.protocol)}, not ${PROTOCOL}`);
  const positive = (value: unknown) => (typeof value === 'number' && value > 0 ? value : undefined);
  return { beatMs: positive(head.beatMs), sampleRateHz: positive(head.sampleRateHz) };
}

export function readText({ head }: Frame): string {
  if (typeof head.text !== 'string') throw new WorkerGone('it gave a piece without text');
  return head.text;
}

export function readPcm({ head, bytes }: Frame): Pcm {
  const samples = samplesOfBytes(bytes);
  const { sampleRateHz, remaining } = head;
  if (samples === undefined || typeof sampleRateHz !== 'number') throw new WorkerGone('it gave a piece without sound');
  const known = readRemaining(remaining);
  return { samples, sampleRateHz, ...(known && { remaining: known }) };
}

function readRemaining(value: unknown): Pcm['remaining'] | undefined {
  if (typeof value !== 'object' || value === null || !('nextMs' in value) || !('totalMs' in value)) return undefined;
  const { nextMs, totalMs } = value;
  return typeof nextMs === 'number' && typeof totalMs === 'number' ? { nextMs, totalMs } : undefined;
}

/** An error as a frame carries it. */
export function errorHead(error: unknown): Record<string, unknown> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof StreamTtsError)) return { message };
  const { code, stage, exitCode, fix, permanent } = error;
  return { message, code, stage, exitCode, fix, permanent };
}

/** The error that a worker reported, as it would have been thrown in this process. */
export function readError(value: unknown, role: Role): StreamTtsError {
  const { message, code, exitCode, fix, permanent } = { ...(typeof value === 'object' ? value : {}) } as Record<
    string,
    unknown
  >;
  return new StreamTtsError({
    code: typeof code === 'string' ? code : `${role}-failed`,
    stage: role,
    message: typeof message === 'string' ? message : `The ${role} failed without a word.`,
    exitCode: exitCode === 2 || exitCode === 3 ? exitCode : 1,
    permanent: permanent === true,
    ...(typeof fix === 'string' ? { fix } : {}),
  });
}
