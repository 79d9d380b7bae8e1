import { z } from 'zod';
import { decodeLine, payloadOf } from '../../kit/event-stream.ts';
import { createLineSplitter, type Line } from '../../kit/lines.ts';
import { type ChatFailures, ERROR } from './chat-failures.ts';

/** Reads the event stream of one answer, line by line; what it throws ends the answer. */
export function createAnswer(failures: ChatFailures) {
  let count = 0;
  let done = false;
  let finished = false;
  let said = false;
  let thought = false;

  return {
    /** Of the objects that came. */
    get count() {
      return count;
    },
    /** True after the mark that nothing follows. */
    get done() {
      return done;
    },
    take(line: string): string {
      const payload = payloadOf(line)?.trim() ?? '';
      if (payload === '' || done) return '';
      if (payload === '[DONE]') {
        done = true;
        return '';
      }
      const chunk = CHUNK.safeParse(parsed(payload));
      if (!chunk.success) throw failures.noStream(count === 0 ? 'something else' : 'another kind of object');
      count += 1;
      const { error, choices } = chunk.data;
      if (error != null) throw failures.told(error);
      const [choice] = choices ?? [];
      if (choice?.finish_reason) finished = true;
      if (choice?.delta?.reasoning_content || choice?.delta?.reasoning) thought = true;
      const content = choice?.delta?.content ?? '';
      if (content !== '') said = true;
      return content;
    },
    /** Throws when this was no answer. The first of all is cut too short to say anything. */
    end(first: boolean): void {
      if (count === 0 && !done) throw failures.noStream('nothing');
      if (!done && !finished) throw failures.ended();
      if (thought && !said && !first) throw failures.onlyThoughts();
    },
  };
}

/** The lines of an event stream. Rejects when the body says that it is something else, and when it breaks. */
export async function* linesOf(response: Response, failures: ChatFailures): AsyncGenerator<string> {
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  if (/html|\/json/.test(type)) throw failures.noStream(type);
  const splitter = createLineSplitter();
  const text = (lines: readonly Line[]) =>
    lines.flatMap((line) => (line.type === 'line' ? [decodeLine(line.bytes)] : []));
  try {
    for await (const chunk of response.body ?? []) yield* text(splitter.write(chunk));
  } catch (error) {
    throw failures.broken(error);
  }
  yield* text(splitter.end());
}

const CHUNK = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            reasoning_content: z.string().nullish(),
            reasoning: z.string().nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  error: ERROR.nullish(),
});

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
