import type { SourcePart } from '../../spec/parts.ts';

export interface Messages {
  /** A streamed message begins. The same id again is a retried attempt: what was said of it is not said twice. */
  start(id: string): void;
  /** Something of the message streams, also what nobody hears: its whole lines repeat it. */
  touch(): void;
  /** Text of a block as it streams. */
  delta(index: number, text: string): void;
  /** The open block ends, because the stream says so or because something else begins. */
  close(): void;
  /** A whole text block, which may repeat what was streamed: only what is missing is said. */
  whole(id: string, text: string): void;
  /** The message is complete: nothing of it is taken back any more. */
  stop(): void;
  /** True while a block is open. */
  open(): boolean;
  /** True where deltas came for this message. */
  streamed(id: string): boolean;
  /** True where text of the streaming message has been said and its end has not come. */
  unfinished(): boolean;
  /** True where some of this message has been said. */
  said(id: string): boolean;
  /** Drops the streaming message: what comes next is a new attempt. The open block is void and has no end. */
  abort(): void;
}

interface Block {
  received: string;
  /** How many characters of the block have been said. */
  said: number;
  /** True where the whole line of this block has come. */
  matched: boolean;
  /** What was said before and this block seems to repeat. */
  twin?: Block | undefined;
}

interface Message {
  readonly id: string;
  readonly blocks: Map<number, Block>;
  /** Said, and not yet seen in this stream: a block that repeats one of these stays silent. */
  ahead: Block[];
  streamed: boolean;
}

const REMEMBERED_MESSAGES = 16;

/**
 * Says each text block once, whichever of its two forms comes first (agent-formats.md 1.3): streamed deltas and the
 * whole `assistant` line repeat each other, in either order, and either may be missing.
 */
export function createMessages(emit: (part: SourcePart) => void): Messages {
  const known = new Map<string, Message>();
  let current: Message | undefined;
  let complete = true;
  let open: Block | undefined;
  let anonymous = 0;

  function message(id: string): Message {
    const old = known.get(id);
    if (old !== undefined) return old;
    const fresh: Message = { id, blocks: new Map(), ahead: [], streamed: false };
    known.set(id, fresh);
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED_MESSAGES) break;
      known.delete(oldest);
    }
    return fresh;
  }

  function say(id: string, block: Block, text: string): void {
    if (text === '') return;
    if (open !== block) {
      close();
      emit({ type: 'text-start', messageId: id });
      open = block;
    }
    emit({ type: 'text-delta', text });
  }

  function close(): void {
    if (open === undefined) return;
    open = undefined;
    emit({ type: 'text-end' });
  }

  function streaming(): Message {
    // A stream joined in its middle has no start: the whole line will give the id.
    if (current === undefined) {
      anonymous += 1;
      current = message(`message-${anonymous}`);
      complete = false;
    }
    return current;
  }

  function repeat(owner: Message, block: Block): void {
    const twin = owner.ahead.find((other) => overlap(other.received, block.received));
    if (twin === undefined) return;
    block.twin = twin;
    block.said = twin.received.length;
    owner.ahead = owner.ahead.filter((other) => other !== twin);
  }

  function adopt(id: string): Message {
    // The anonymous message has its name now.
    if (current?.id.startsWith('message-') && !known.has(id)) {
      const named: Message = { ...current, id };
      known.delete(current.id);
      known.set(id, named);
      current = named;
      return named;
    }
    return message(id);
  }

  return {
    start(id) {
      close();
      current = message(id);
      complete = false;
      for (const block of current.blocks.values()) {
        if (block.said > 0) current.ahead.push({ ...block, received: block.received.slice(0, block.said) });
      }
      current.blocks.clear();
    },
    touch() {
      streaming().streamed = true;
    },
    delta(index, text) {
      if (text === '') return;
      const owner = streaming();
      owner.streamed = true;
      const block = owner.blocks.get(index) ?? { received: '', said: 0, matched: false };
      owner.blocks.set(index, block);
      block.received += text;
      if (block.said === 0 && owner.ahead.length > 0) repeat(owner, block);
      else divergeFromTwin(block, block.received);
      if (block.received.length <= block.said) return;
      const fresh = block.received.slice(block.said);
      block.said = block.received.length;
      say(owner.id, block, fresh);
    },
    close,
    whole(id, text) {
      if (text === '') return;
      const owner = id === '' ? streaming() : adopt(id);
      const block = findBlock(owner, text);
      if (block === undefined) {
        const own: Block = { received: text, said: text.length, matched: true };
        say(owner.id, own, text);
        close();
        owner.ahead.push(own);
        return;
      }
      block.matched = true;
      divergeFromTwin(block, text);
      if (text.length <= block.said) return;
      const missing = text.slice(block.said);
      block.said = text.length;
      say(owner.id, block, missing);
      if (owner !== current || complete) close();
    },
    stop() {
      close();
      complete = true;
    },
    open: () => open !== undefined,
    streamed: (id) => known.get(id)?.streamed === true,
    unfinished: () => !complete && current !== undefined && hasSaid(current),
    said: (id) => hasSaid(known.get(id)),
    abort() {
      open = undefined;
      if (current !== undefined && !complete) known.delete(current.id);
      current = undefined;
      complete = true;
    },
  };
}

function hasSaid(message: Message | undefined): boolean {
  if (message === undefined) return false;
  return message.ahead.length > 0 || [...message.blocks.values()].some((block) => block.said > 0);
}

function findBlock(message: Message, text: string): Block | undefined {
  const free = [...message.blocks.values(), ...message.ahead].filter(
    (block) => !block.matched && block.received !== '',
  );
  return free.find((block) => block.received === text) ?? free.find((block) => overlap(block.received, text));
}

/** Two texts of which one may be the beginning of the other. */
function overlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** A block that only seemed to repeat what was said before is said from its beginning. */
function divergeFromTwin(block: Block, text: string): void {
  if (block.twin === undefined || overlap(block.twin.received, text)) return;
  block.twin = undefined;
  block.said = 0;
}
