import { missingAfter } from './once.ts';
import type { Outlet } from './outlet.ts';

export interface Display {
  readonly id: string;
  /** Its place in the message; undefined where pieces simply follow each other. */
  readonly index: number | undefined;
  readonly final: boolean;
  readonly delta: string;
}

export interface HookMessages {
  /** A piece of a message. */
  display(prompt: string, piece: Display): void;
  /** The turn's last message, whole. */
  stop(prompt: string, whole: string): void;
  /** A whole message of the turn, as the agent's session file has it. */
  fill(whole: string): void;
  /** From now on messages come another way, under other names: what was said of the last one is not said again. */
  changeWay(): void;
  /** Messages that are not complete are void. */
  retract(reason: string): void;
  /** The turn is over, or the input: what still waits for a piece before it is said. */
  finish(): void;
}

interface Message {
  readonly id: string;
  /** Its block in the outlet. */
  key: string;
  readonly waiting: Map<number, Display>;
  next: number;
  /** All that was received in order, said or known to be said by `stop`. */
  received: string;
  complete: boolean;
  /** What was received before and after a piece that was lost. */
  torn: string[];
  /** While a text that `stop` has said may be this one, nothing is said. */
  twin: string | undefined;
  /** What came another way and was said; '' where nothing is left to be compared with it. */
  before: string;
}

const REMEMBERED = 20;

/**
 * The messages of one session. Each hook is a process of its own, so pieces may come out of order and `stop`, which
 * repeats the last message, before, among or after its pieces (seen with the real program: agent-formats.md 11).
 */
export function createHookMessages(outlet: Outlet, sessionId: string): HookMessages {
  let messages: Message[] = [];
  let prompt = '';
  /** What `stop` said in this turn and no message was found to be. */
  let stopped: string | undefined;
  let stops = 0;
  /** What `stop` told in this turn, of which the session file has a copy to come. */
  let told: string[] = [];
  /** The last message of the way that messages came before. */
  let last: Message | undefined;

  function enter(next: string): void {
    if (next === prompt || next === '') return;
    if (prompt !== '') finish();
    prompt = next;
  }

  function messageOf(id: string): Message {
    const known = messages.find((message) => message.id === id);
    if (known !== undefined) return known;
    const fresh: Message = {
      id,
      key: last?.key ?? keyOf(id),
      waiting: new Map(),
      next: 0,
      received: '',
      complete: false,
      torn: [],
      twin: stopped,
      before: last?.received ?? '',
    };
    last = undefined;
    // A new message: what the one before it still waits for does not come.
    for (const message of messages) release(message);
    messages = [...messages.slice(1 - REMEMBERED), fresh];
    return fresh;
  }

  function accept(message: Message, delta: string, final: boolean): void {
    if (message.complete) return;
    message.received += delta;
    if (message.twin !== undefined) {
      const isTwin = missingAfter(message.received, message.twin) !== undefined;
      if (isTwin && final) stopped = undefined;
      if (!isTwin) {
        message.twin = undefined;
        say(message, message.received);
      }
    } else if (message.before === '') say(message, delta);
    else sayBeyond(message);
    if (!final) return;
    message.complete = true;
    close(message);
  }

  function say(message: Message, text: string): void {
    outlet.say(message.key, text, message.id);
  }

  /** Says what a message has beyond what was said of it, or all of it where it is another one. */
  function sayBeyond(message: Message): void {
    const missing = missingAfter(message.before, message.received);
    if (missing === '') return;
    message.before = '';
    if (missing === undefined) message.key = keyOf(message.id);
    say(message, missing ?? message.received);
  }

  function keyOf(id: string): string {
    return `${sessionId}/${id}`;
  }

  function close(message: Message): void {
    if (outlet.open === message.key) outlet.close();
  }

  /** What waited for a piece that was lost. */
  function release(message: Message): void {
    const waiting = [...message.waiting].sort(([a], [b]) => a - b);
    message.waiting.clear();
    const pieces = [message.received, ...waiting.map(([, { delta }]) => delta)];
    if (waiting.length > 0 && message.twin !== undefined && holdsInOrder(message.twin, pieces)) {
      // Said as a whole already, of which a piece was lost here.
      message.complete = true;
      return;
    }
    if (waiting.length > 0) message.torn = pieces;
    for (const [index, piece] of waiting) {
      message.next = index + 1;
      accept(message, piece.delta, piece.final);
    }
  }

  /** The message that a whole text repeats: one still being written may be its beginning, a finished one is it. */
  function repeated(whole: string): Message | undefined {
    return messages.findLast(({ received, complete, twin }) => {
      if (received === '' || twin !== undefined) return false;
      const missing = missingAfter(received, whole);
      return missing === '' || (missing !== undefined && !complete);
    });
  }

  function finish(): void {
    for (const message of messages) {
      release(message);
      close(message);
    }
    messages = [];
    stopped = undefined;
    told = [];
    last = undefined;
  }

  /** Says of a whole message what was not said. */
  function tell(whole: string): void {
    if (whole.trim() === '') return;
    const message = repeated(whole);
    if (message !== undefined) {
      const missing = missingAfter(message.received, whole) ?? '';
      if (!message.complete && missing !== '') say(message, missing);
      message.received += missing;
      message.complete = true;
      message.waiting.clear();
      close(message);
      return;
    }
    if (stopped !== undefined && missingAfter(stopped, whole) === '') return;
    stops += 1;
    stopped = whole;
    // One whose first piece is still on its way may be the one.
    for (const message of messages) if (message.received === '') message.twin = whole;
    outlet.say(`${sessionId}/stop-${stops}`, whole);
    outlet.close();
  }

  return {
    display(nextPrompt, piece) {
      enter(nextPrompt);
      const message = messageOf(piece.id);
      if (piece.index === undefined) {
        accept(message, piece.delta, piece.final);
        return;
      }
      if (piece.index < message.next || message.waiting.has(piece.index)) return;
      message.waiting.set(piece.index, piece);
      for (;;) {
        const ready = message.waiting.get(message.next);
        if (ready === undefined) break;
        message.waiting.delete(message.next);
        message.next += 1;
        accept(message, ready.delta, ready.final);
      }
    },
    stop(nextPrompt, whole) {
      enter(nextPrompt);
      told.push(bare(whole));
      tell(whole);
    },
    fill(whole) {
      const text = bare(whole);
      // A message may be several texts in the file, and one in what was shown.
      if (messages.some(({ received }) => bare(received).includes(text))) return;
      if (messages.some(({ torn }) => torn.length > 0 && holdsInOrder(whole, torn))) return;
      const copy = told.indexOf(text);
      if (copy < 0) tell(whole);
      else told.splice(copy, 1);
    },
    changeWay() {
      last = messages.findLast(({ received }) => received !== '');
      if (last !== undefined) last.complete = true;
    },
    retract(reason) {
      for (const message of messages) {
        if (message.complete) continue;
        message.complete = true;
        message.waiting.clear();
        if (outlet.open === message.key) outlet.abort(reason);
      }
    },
    finish,
  };
}

/** Whether a text has all these pieces, one after the other, white space aside. */
function holdsInOrder(whole: string, pieces: readonly string[]): boolean {
  const text = bare(whole);
  let at = 0;
  for (const piece of pieces.map(bare)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

function bare(text: string): string {
  return text.replace(/\s/g, '');
}
