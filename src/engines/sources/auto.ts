import { createLineSplitter, type Line } from '../../kit/lines.ts';
import type { Source } from '../../spec/contracts.ts';
import type { SourcePart } from '../../spec/parts.ts';
import { detect, isNoise, NOISE_PREFIX_LENGTH } from './detect.ts';
import { isRecord, parseJson } from './json.ts';
import { createTally } from './tally.ts';
import { createWatchedTextSource } from './watched-text.ts';

const MAX_LINES = 20;
const MAX_HELD_BYTES = 8 * 1024 * 1024;
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;

/**
 * Finds the format by the first lines (agent-formats.md 8) and then is that format's source. Prose is known by its
 * first visible characters, so what is typed by hand comes out at once; only a line that looks like a package
 * manager's or a runtime's waits for what follows. JSON of no known format is counted and never spoken.
 */
export function createAutoSource(): Source {
  const splitter = createLineSplitter();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let seen = 0;
  let objects = 0;
  let partial = '';
  let partialDecoder = new TextDecoder('utf-8');
  let chosen: Source | undefined;

  function look(lines: readonly Line[]): (() => Source) | undefined {
    for (const line of lines) {
      const choice = line.type === 'line' ? judge(decode(line.bytes)) : undefined;
      if (choice !== undefined) return choice;
      if (seen >= MAX_LINES) return fallback();
    }
    return heldBytes > MAX_HELD_BYTES ? fallback() : undefined;
  }

  function judge(line: string): (() => Source) | undefined {
    const shown = line.replace(ESCAPES, '').trim();
    if (shown === '') return undefined;
    seen += 1;
    if (isNoise(shown)) return undefined;
    const value = parseJson(shown);
    if (value === undefined) return createWatchedTextSource;
    // A number or a list alone in its line may be either; the next line knows more.
    if (!isRecord(value)) return undefined;
    objects += 1;
    return detect(shown);
  }

  /** Prose that has no line feed yet is known as soon as its beginning can be neither JSON nor noise. */
  function lookAtPartial(): (() => Source) | undefined {
    const shown = partial.replace(ESCAPES, '').trimStart();
    if (shown.length < NOISE_PREFIX_LENGTH || /^[{[\u001b]/.test(shown)) return undefined;
    return isNoise(shown) ? undefined : createWatchedTextSource;
  }

  function fallback(): () => Source {
    return objects > 0 ? createUnknownSource : createWatchedTextSource;
  }

  function choose(create: () => Source): SourcePart[] {
    chosen = create();
    const parts: SourcePart[] = [];
    for (const chunk of held) parts.push(...chosen.write(chunk));
    held = [];
    return parts;
  }

  return {
    get format() {
      return chosen?.format ?? 'auto';
    },
    write(chunk) {
      if (chosen !== undefined) return chosen.write(chunk);
      if (chunk.length === 0) return [];
      held.push(chunk.slice());
      heldBytes += chunk.length;
      let create = look(splitter.write(chunk));
      if (create === undefined) {
        const lineFeed = chunk.lastIndexOf(10);
        if (lineFeed >= 0) {
          partial = '';
          partialDecoder = new TextDecoder('utf-8');
        }
        // Only a line's beginning matters, so only the beginning is kept.
        if (partial.length < 4 * NOISE_PREFIX_LENGTH) {
          partial += partialDecoder.decode(chunk.subarray(lineFeed + 1), { stream: true });
        }
        create = lookAtPartial();
      }
      return create === undefined ? [] : choose(create);
    },
    end() {
      const parts: SourcePart[] = [];
      if (chosen === undefined) parts.push(...choose(look(splitter.end()) ?? fallback()));
      return [...parts, ...(chosen?.end() ?? [])];
    },
  };
}

/** JSON that no reader knows: said once, counted, never spoken. */
function createUnknownSource(): Source {
  const splitter = createLineSplitter();
  const tally = createTally('unknown');
  let warned = false;

  function count(lines: readonly Line[]): SourcePart[] {
    for (const _ of lines) tally.count('line');
    if (warned) return [];
    warned = true;
    const message = 'The format of this stream is not known, so nothing of it is spoken; name it with --from.';
    return [{ type: 'warning', code: 'unknown-format', message }];
  }

  return {
    format: 'unknown',
    write: (chunk) => count(splitter.write(chunk)),
    end: () => [...count(splitter.end()), ...tally.take()],
  };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
