import { createQueue, type Queue } from '../kit/queue.ts';
import type { Payload } from './payloads.ts';

/** What a payload's session needs of the warm process. */
export interface SwitchboardOptions {
  /** Runs one session on payloads, a JSON object a line, until they end. `directory` is where the agent works. */
  readonly open: (session: { id: string; directory: string }, lines: AsyncIterable<Uint8Array>) => Promise<unknown>;
  /** Silences a session at once, and drops what belongs to its turn. */
  readonly stop: (sessionId: string) => void;
  /** A turn begins: what will be needed is loaded. */
  readonly warm: () => void;
  readonly clock: () => number;
}

interface Line {
  readonly lines: Queue<Uint8Array>;
  lastMs: number;
}

/** After so long without a payload a session is over; a later one begins anew. */
const IDLE_MS = 10 * 60_000;
const MAX_WAITING_BYTES = 64 * 2 ** 20;

/** What agents call the beginning of a turn. */
export const PROMPTS: ReadonlySet<unknown> = new Set(['UserPromptSubmit', 'BeforeAgent', 'beforeSubmitPrompt']);
const STARTS: ReadonlySet<unknown> = new Set(['SessionStart', 'sessionStart']);
/** What agents call the end of a session. */
export const ENDS: ReadonlySet<unknown> = new Set(['SessionEnd', 'sessionEnd']);

/** Leads each agent's payloads to a session of its own. */
export function createSwitchboard({ open, stop, warm, clock }: SwitchboardOptions) {
  const sessions = new Map<string, Line>();

  function sessionOf(id: string, payload: Payload): Line {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const line: Line = { lines: createQueue(MAX_WAITING_BYTES, (bytes) => bytes.length), lastMs: clock() };
    sessions.set(id, line);
    const directory = typeof payload.cwd === 'string' ? payload.cwd : '';
    const over = () => {
      line.lines.close();
      if (sessions.get(id) === line) sessions.delete(id);
    };
    open({ id, directory }, line.lines).then(over, over);
    return line;
  }

  return {
    take(payload: Payload): void {
      const event = payload.hook_event_name;
      const id = idOf(payload);
      if (STARTS.has(event) || PROMPTS.has(event)) warm();
      if (STARTS.has(event)) return;
      // What came before the prompt is of no use to anybody now.
      if (PROMPTS.has(event)) stop(id);
      const isOver = ENDS.has(event);
      if ((isOver || PROMPTS.has(event)) && !sessions.has(id)) return;
      const line = sessionOf(id, payload);
      line.lastMs = clock();
      void line.lines.push(new TextEncoder().encode(`${JSON.stringify(payload)}\n`));
      if (!isOver) return;
      // What was said is heard to its end.
      line.lines.close();
      sessions.delete(id);
    },
    /** Ends sessions that have been silent for long. */
    sweep(): void {
      for (const [id, line] of sessions) {
        if (clock() - line.lastMs < IDLE_MS) continue;
        line.lines.close();
        sessions.delete(id);
      }
    },
    close(): void {
      for (const { lines } of sessions.values()) lines.close();
      sessions.clear();
    },
  };
}

/** The session of a payload; '' where it names none. */
export function idOf(payload: Payload): string {
  const id = payload.session_id ?? payload.conversation_id ?? payload['thread-id'];
  return typeof id === 'string' ? id : '';
}

export type Switchboard = ReturnType<typeof createSwitchboard>;
