import { isAbsolute } from 'node:path';
import type { Source } from '../spec/contracts.ts';
import type { SourcePart } from '../spec/parts.ts';
import type { Payload } from './payloads.ts';
import { ENDS, idOf, PROMPTS } from './switchboard.ts';

export interface TranscriptsOptions {
  /** What is added to a file from now on, until the signal; from its beginning where it comes later. */
  readonly follow: (path: string, signal: AbortSignal) => AsyncIterable<Uint8Array>;
  /** A reader of the file's format; undefined where that is not known. */
  readonly createSource: (path: string) => Source | undefined;
  /** Takes each message, as a payload of the session. */
  readonly post: (payload: Payload) => void;
  readonly clock: () => number;
  /** Milliseconds since 1970, as the files have them. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface Followed {
  readonly path: string;
  readonly ended: AbortController;
  lastMs: number;
  /** Whether hooks or the proxy show its messages while they are written. */
  isShown: boolean;
  /** Counts prompts: what waits to be told when one comes is of no use any more. */
  turn: number;
}

/** What is shown has so long to arrive, since the file's line may be there before it (hooks end within a second). */
const BEHIND_MS = 1500;
const IDLE_MS = 10 * 60_000;
/** A line that is older than the following is history: a file that is written anew or copied has it again. */
const HISTORY_MS = 5000;

/**
 * Follows the session files that agents' hooks name (`transcript_path`), for the messages that hooks do not tell: all
 * but a turn's last of Codex, and of Claude Code what was lost on the way. Each is handed on as `TranscriptMessage`;
 * what was said of it already is for the reader of the payloads to know.
 */
export function createTranscripts(options: TranscriptsOptions) {
  const sessions = new Map<string, Followed>();

  function begin(id: string, path: string): Followed {
    sessions.get(id)?.ended.abort();
    const ended = new AbortController();
    const followed = { path, ended, lastMs: options.clock(), isShown: false, turn: 0 };
    sessions.set(id, followed);
    const source = options.createSource(path);
    if (source !== undefined) void run(id, followed, source).catch(() => {});
    return followed;
  }

  async function run(id: string, followed: Followed, source: Source): Promise<void> {
    const { path, ended } = followed;
    const since = options.now() - HISTORY_MS;
    const messages = createMessages(since);
    for await (const chunk of options.follow(path, ended.signal)) {
      for (const text of messages.of(source.write(chunk))) void tell(id, followed, text).catch(() => {});
    }
  }

  async function tell(id: string, followed: Followed, text: string): Promise<void> {
    const { turn, ended } = followed;
    if (followed.isShown) await options.sleep(BEHIND_MS, ended.signal);
    if (ended.signal.aborted || followed.turn !== turn) return;
    options.post({ hook_event_name: 'TranscriptMessage', session_id: id, text });
  }

  return {
    /** Looks at a payload on its way; returns at once. */
    take(payload: Payload): void {
      const { transcript_path: path, hook_event_name: event } = payload;
      // A subagent's payload names the file of the main agent, or its own, which nobody wants to hear.
      if (typeof payload.agent_id === 'string' && payload.agent_id !== '') return;
      const id = idOf(payload);
      let followed = sessions.get(id);
      if (ENDS.has(event)) {
        followed?.ended.abort();
        sessions.delete(id);
        return;
      }
      if (typeof path === 'string' && isAbsolute(path) && path !== followed?.path) followed = begin(id, path);
      if (followed === undefined) return;
      followed.lastMs = options.clock();
      if (event === 'MessageDisplay') followed.isShown = true;
      if (PROMPTS.has(event)) followed.turn += 1;
    },
    /** Leaves files of sessions that have been silent for long. */
    sweep(): void {
      for (const [id, { ended, lastMs }] of sessions) {
        if (options.clock() - lastMs < IDLE_MS) continue;
        ended.abort();
        sessions.delete(id);
      }
    },
    close(): void {
      for (const { ended } of sessions.values()) ended.abort();
      sessions.clear();
    },
  };
}

export type Transcripts = ReturnType<typeof createTranscripts>;

/** The whole texts among parts, of lines that are not older than `since`. */
function createMessages(since: number) {
  let isHistory = false;
  let text = '';

  function one(part: SourcePart): string[] {
    if (part.type === 'timestamp') isHistory = part.atMs < since;
    else if (part.type === 'text-start') text = '';
    else if (part.type === 'text-delta') text += part.text;
    else if (part.type === 'text-end' && !isHistory && text.trim() !== '') return [text];
    return [];
  }

  return { of: (parts: readonly SourcePart[]) => parts.flatMap(one) };
}
