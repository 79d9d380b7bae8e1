import { decodeLine, payloadOf } from '../../kit/event-stream.ts';
import { createLineSplitter } from '../../kit/lines.ts';
import type { Source } from '../../spec/contracts.ts';
import type { SourcePart } from '../../spec/parts.ts';
import { createAssembler } from './assemble.ts';
import { detect } from './detect.ts';
import { isRecord } from './json.ts';
import type { CreateSource, SourceOptions } from './json-source.ts';
import { isNoise, NOISE_PREFIX_LENGTH, withoutEscapes } from './noise.ts';
import { createTally } from './tally.ts';
import { createWatchedTextSource } from './watched-text.ts';

const MAX_LINES = 20;
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const MAX_HELD_BYTES = 32 * 1024 * 1024;
const LF = 10;
const BRACE = 123;

/**
 * Finds the format by the first lines (agent-formats.md 8) and then is that format's source. Prose is known by its
 * first visible characters, so what is typed by hand comes out at once; only a line that looks like a package
 * manager's or a runtime's waits for what follows. JSON of no known format is counted and never spoken.
 */
export function createAutoSource(options: SourceOptions = {}): Source {
  const assembler = createAssembler();
  /** The lines seen so far; the chosen source reads them again. */
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  /** The last line, of which the end has not come. */
  let partial: Uint8Array[] = [];
  let partialBytes = 0;
  let dropping = false;
  let dropped = 0;
  let seen = 0;
  let objects = 0;
  let chosen: Source | undefined;

  function judge(line: string): CreateSource | undefined {
    const shown = withoutEscapes(line).trim();
    if (shown === '') return undefined;
    if (!assembler.open) seen += 1;
    // No more of it is looked at than where a line is judged before its end.
    if (isNoise(shown.slice(0, NOISE_PREFIX_LENGTH))) return undefined;
    const payload = payloadOf(shown);
    if (payload === undefined || payload === '[DONE]') return undefined;
    // An event stream is known by the JSON of its data; the indentation of a printed object is part of it.
    for (const assembled of assembler.line(payload === shown ? withoutEscapes(line).trimEnd() : payload)) {
      const choice = assembled.type === 'value' ? judgeValue(assembled.value) : createWatchedTextSource;
      if (choice !== undefined) return choice;
    }
    return undefined;
  }

  function judgeValue(value: unknown): CreateSource | undefined {
    // A number or a list alone in its line may be either; the next line knows more.
    if (!isRecord(value) && !(Array.isArray(value) && isRecord(value[0]))) return undefined;
    objects += 1;
    return detect(value);
  }

  /** Prose that has no line feed yet is known as soon as its beginning can be neither JSON nor noise. */
  function judgePartial(): CreateSource | undefined {
    if (partialBytes === 0 || assembler.open) return undefined;
    const shown = withoutEscapes(decodeLine(beginning(partial, 16 * NOISE_PREFIX_LENGTH))).trimStart();
    if (shown.length < NOISE_PREFIX_LENGTH || /^[{[\u001b:]|^(?:data|event|id|retry):/.test(shown)) return undefined;
    return isNoise(shown.slice(0, NOISE_PREFIX_LENGTH)) ? undefined : createWatchedTextSource;
  }

  function fallback(): CreateSource {
    return objects > 0 || dropped > 0 || assembler.open ? createUnknownSource : createWatchedTextSource;
  }

  function endLine(): CreateSource | undefined {
    const line = Buffer.concat(partial);
    held.push(line);
    heldBytes += line.length;
    partial = [];
    partialBytes = 0;
    const choice = judge(decodeLine(line));
    return choice ?? (seen >= MAX_LINES || heldBytes > MAX_HELD_BYTES ? fallback() : undefined);
  }

  /** The bytes up to the next line feed; returns the format where they decide it. */
  function piece(bytes: Uint8Array): CreateSource | undefined {
    const ends = bytes.at(-1) === LF;
    if (dropping) {
      dropping = !ends;
      return undefined;
    }
    partial.push(bytes.slice());
    partialBytes += bytes.length;
    if (ends) return endLine();
    if (partialBytes <= MAX_LINE_BYTES) return undefined;
    if (partial[0]?.[0] !== BRACE) return fallback();
    // A tool's result before anything that tells the format.
    partial = [];
    partialBytes = 0;
    dropped += 1;
    dropping = true;
    return undefined;
  }

  function choose(create: CreateSource): SourcePart[] {
    chosen = create(options);
    const parts: SourcePart[] = [];
    for (const bytes of [...held, ...partial]) parts.push(...chosen.write(bytes));
    held = [];
    partial = [];
    if (dropped > 0) parts.push({ type: 'warning', code: 'line-too-long', message: droppedMessage(dropped) });
    return parts;
  }

  function rest(bytes: Uint8Array): SourcePart[] {
    return bytes.length > 0 && chosen !== undefined ? chosen.write(bytes) : [];
  }

  return {
    get format() {
      return chosen?.format ?? 'auto';
    },
    write(chunk) {
      let start = 0;
      while (chosen === undefined && start < chunk.length) {
        const at = chunk.indexOf(LF, start);
        const end = at < 0 ? chunk.length : at + 1;
        const create = piece(chunk.subarray(start, end)) ?? (end === chunk.length ? judgePartial() : undefined);
        start = end;
        if (create !== undefined) return [...choose(create), ...rest(chunk.subarray(start))];
      }
      return chosen === undefined ? [] : chosen.write(chunk);
    },
    end() {
      const parts: SourcePart[] = [];
      if (chosen === undefined) {
        const create = partialBytes > 0 ? endLine() : undefined;
        parts.push(...choose(create ?? fallback()));
      }
      return [...parts, ...(chosen?.end() ?? [])];
    },
  };
}

/** JSON that no reader knows: said once, counted, never spoken. */
function createUnknownSource(): Source {
  const splitter = createLineSplitter({ skip: () => true });
  const tally = createTally('unknown');
  let warned = false;

  function count(lines: readonly unknown[]): SourcePart[] {
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

function droppedMessage(count: number): string {
  return `${count} very long ${count === 1 ? 'line' : 'lines'} before the format was known ${count === 1 ? 'was' : 'were'} left out.`;
}

function beginning(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes: number[] = [];
  for (const piece of pieces) {
    for (const byte of piece) {
      if (bytes.length >= length) return Uint8Array.from(bytes);
      bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}
