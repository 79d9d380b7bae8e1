import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { SourceError } from './source-error.ts';

const BLOCK = 512;

/**
 * Reads one member of a gzipped tar archive piece by piece (POSIX ustar: a header block of 512 bytes with the name at
 * 0, the size in octal at 124 and a prefix of the name at 345, then the content in whole blocks). Names that are longer than a header
 * holds are not found.
 */
export async function* readTarMember(archive: string, member: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(archive);
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  let head = Buffer.alloc(0);
  /** Of the member whose content comes: what of it is left, and what fills its last block. */
  let content = 0;
  let filling = 0;
  let wanted = false;
  try {
    for await (const chunk of file.pipe(unpacked) as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        if (content > 0) {
          const piece = chunk.subarray(at, at + content);
          if (wanted) yield piece;
          content -= piece.length;
          at += piece.length;
          if (wanted && content === 0) return;
        } else if (filling > 0) {
          const skipped = Math.min(filling, chunk.length - at);
          filling -= skipped;
          at += skipped;
        } else {
          const piece = chunk.subarray(at, at + BLOCK - head.length);
          head = Buffer.concat([head, piece]);
          at += piece.length;
          if (head.length < BLOCK) continue;
          const { name, size } = parseHeader(head);
          head = Buffer.alloc(0);
          content = size;
          filling = (BLOCK - (size % BLOCK)) % BLOCK;
          wanted = name === member;
          if (wanted && content === 0) return;
        }
      }
    }
    if (content > 0 || head.length > 0) throw new Error('the archive is cut off');
    throw new SourceError('refused', `the package has no ${member}`);
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

function parseHeader(head: Buffer): { name: string; size: number } {
  const text = (from: number, to: number) => head.toString('utf8', from, to).replace(/\0.*$/s, '');
  const size = Number.parseInt(text(124, 136).trim() || '0', 8);
  if (!Number.isSafeInteger(size)) throw new Error('the archive is damaged');
  const prefix = text(257, 262) === 'ustar' ? text(345, 500) : '';
  return { name: prefix ? `${prefix}/${text(0, 100)}` : text(0, 100), size };
}
