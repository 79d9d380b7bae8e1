import { decodeLine, payloadOf } from '../../kit/event-stream.ts';
import { createLineSplitter, type Line } from '../../kit/lines.ts';
import type { Source } from '../../spec/contracts.ts';
import type { SourcePart } from '../../spec/parts.ts';
import { type Assembled, createAssembler } from './assemble.ts';
import { isoTime, isRecord, type Json } from './json.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { type Glance, isQuiet, timeAtTheEdges } from './peek.ts';

/** What a user may ask of every format; a format that has no such thing does not look at it. */
export interface SourceOptions {
  /** Also the prose of agents that the agent started. */
  readonly subagents?: boolean;
  /** Also prose that came marked as narration in a thinking block. */
  readonly narration?: boolean;
}

export type CreateSource = (options?: SourceOptions) => Source;

/** What only the format knows. */
export interface Reader {
  object(value: Json): void;
  /** The stream says that it is at its end (`data: [DONE]`). */
  done?(): void;
  /** The input has ended. */
  end?(): void;
}

/**
 * A source of JSON: one object a line, one printed over several lines, or the `data:` of an event stream; all three may
 * be mixed with other output. `glance` says which lines need not be read at all. What is not JSON is counted.
 */
export function createJsonSource(format: string, glance: Glance, create: (outlet: Outlet) => Reader): Source {
  const splitter = createLineSplitter({ skip: (head) => isQuiet(head, glance) });
  const assembler = createAssembler();
  const outlet = createOutlet(format);
  const reader = create(outlet);
  let warned = false;

  function line(found: Line): void {
    if (found.type === 'too-long') {
      outlet.count('too-long-line');
      outlet.warning('line-too-long', `A line of ${found.length} bytes was left out.`);
      return;
    }
    if (found.type === 'skipped') {
      time(timeAtTheEdges(found.head, found.tail));
      return;
    }
    const payload = payloadOf(decodeLine(found.bytes));
    if (payload === undefined || payload.trim() === '') return;
    if (payload === '[DONE]') {
      reader.done?.();
      return;
    }
    const cut = !found.terminated && /^\s*\{/.test(payload);
    for (const assembled of assembler.line(payload)) take(assembled, cut);
  }

  function take(assembled: Assembled, cut: boolean): void {
    if (assembled.type === 'not-json') notJson(cut);
    else if (isRecord(assembled.value)) object(assembled.value);
    else if (isObjects(assembled.value)) assembled.value.forEach(object);
    else outlet.count('not-an-object');
  }

  function object(value: Json): void {
    time(isoTime(value.timestamp));
    reader.object(value);
  }

  function notJson(cut: boolean): void {
    outlet.count(cut ? 'truncated-line' : 'not-json');
    if (cut || warned) return;
    warned = true;
    outlet.warning('not-json', 'The stream has lines that are not JSON; they are left out.');
  }

  function time(atMs: number | undefined): void {
    if (atMs !== undefined) outlet.emit({ type: 'timestamp', atMs });
  }

  return {
    format,
    write(chunk) {
      for (const found of splitter.write(chunk)) line(found);
      return outlet.take();
    },
    end(): SourcePart[] {
      for (const found of splitter.end()) line(found);
      for (const assembled of assembler.end()) take(assembled, true);
      reader.end?.();
      outlet.endTurn('end-of-input');
      return outlet.take();
    },
  };
}

function isObjects(value: unknown): value is Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}
