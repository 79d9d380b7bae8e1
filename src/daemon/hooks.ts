import { createQueue, type Queue } from '../kit/queue.ts';

export interface HooksOptions {
  /** Speaks what the hooks of one agent's session say, to its end. */
  readonly speak: (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<unknown>;
  /** The user has typed a new prompt. */
  readonly onPrompt: (sessionId: string) => Promise<unknown>;
  readonly sleep: (durationMs: number) => Promise<unknown>;
}

/** A session whose agent says nothing for so long is over; it begins anew with its next hook. */
const QUIET_MS = 5 * 60_000;

/** Gathers the hooks of each agent's session into one stream: every hook is a process or a request of its own. */
export function createHooks({ speak, onPrompt, sleep }: HooksOptions) {
  const streams = new Map<string, { queue: Queue<Uint8Array>; beats: number }>();

  function streamOf(id: string, cwd: string) {
    const known = streams.get(id);
    if (known !== undefined) return known;
    const stream = { queue: createQueue<Uint8Array>(Number.POSITIVE_INFINITY), beats: 0 };
    streams.set(id, stream);
    void speak(cwd, stream.queue)
      .catch(() => {})
      .finally(() => {
        if (streams.get(id) === stream) streams.delete(id);
      });
    return stream;
  }

  function end(id: string): void {
    streams.get(id)?.queue.close();
    streams.delete(id);
  }

  return (payload: Readonly<Record<string, unknown>>): void => {
    const id = typeof payload.session_id === 'string' ? payload.session_id : '';
    const cwd = typeof payload.cwd === 'string' ? payload.cwd : '';
    if (payload.hook_event_name === 'UserPromptSubmit') void onPrompt(id).catch(() => {});
    const stream = streamOf(id, cwd);
    void stream.queue.push(new TextEncoder().encode(`${JSON.stringify(payload)}\n`));
    if (payload.hook_event_name === 'SessionEnd') {
      end(id);
      return;
    }
    stream.beats += 1;
    const { beats } = stream;
    void sleep(QUIET_MS).then(() => {
      if (streams.get(id) === stream && stream.beats === beats) end(id);
    });
  };
}
