import type { SourcePart } from '../../spec/parts.ts';
import { createTally } from './tally.ts';

/** Where a format's reader puts what it finds. It keeps blocks and turns well formed whatever comes. */
export interface Outlet {
  /** The session, told where it changes. */
  session(id: string): void;
  /** A turn begins, unless one is running. */
  turn(): void;
  /** The open block and the turn end; what was counted is told. */
  endTurn(reason: string): void;
  /** Prose of a block. Another key closes the block before it. */
  say(key: string, text: string, messageId?: string): void;
  /** The open block ends. */
  close(): void;
  /** What was said and not finished is void: no end of the block comes. */
  abort(reason: string): void;
  /** Something that the agent wants a person to know and that is no prose. */
  notice(text: string, kind: string): void;
  /** Characters that the agent wrote and nobody hears. */
  unspoken(characters: number): void;
  warning(code: string, message: string): void;
  /** Something that is not known: told as `ignored` at the turn's end. */
  count(kind: string): void;
  /** A part as it is, for readers that keep their own blocks. */
  emit(part: SourcePart): void;
  /** The key of the open block. */
  readonly open: string | undefined;
  /** True once the running turn has said something. */
  readonly said: boolean;
  take(): SourcePart[];
}

/** Creates an outlet of one stream. */
export function createOutlet(format: string): Outlet {
  const tally = createTally(format);
  let out: SourcePart[] = [];
  let sessionId = '';
  let turns = 0;
  let inTurn = false;
  let open: string | undefined;
  let said = false;

  function turn(): void {
    if (inTurn) return;
    inTurn = true;
    turns += 1;
    out.push({ type: 'turn-start', turnId: `turn-${turns}` });
  }

  function close(): void {
    if (open === undefined) return;
    open = undefined;
    out.push({ type: 'text-end' });
  }

  return {
    session(id) {
      if (id === '' || id === sessionId) return;
      sessionId = id;
      out.push({ type: 'session', sessionId });
    },
    turn,
    endTurn(reason) {
      close();
      out.push(...tally.take());
      if (inTurn) out.push({ type: 'turn-end', reason });
      inTurn = false;
      said = false;
    },
    say(key, text, messageId = key) {
      if (text === '') return;
      if (open !== key) {
        close();
        turn();
        out.push({ type: 'text-start', messageId });
        open = key;
      }
      said = true;
      out.push({ type: 'text-delta', text });
    },
    close,
    abort(reason) {
      open = undefined;
      out.push({ type: 'abort', reason });
    },
    notice(text, kind) {
      if (text.trim() !== '') out.push({ type: 'notice', text: text.trim(), kind });
    },
    unspoken(characters) {
      if (characters > 0) out.push({ type: 'unspoken', characters });
    },
    warning: (code, message) => out.push({ type: 'warning', code, message }),
    count: (kind) => tally.count(kind),
    emit: (part) => out.push(part),
    get open() {
      return open;
    },
    get said() {
      return said;
    },
    take() {
      const parts = out;
      out = [];
      return parts;
    },
  };
}
