import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createIds } from '../../app/speak.ts';
import { createSentencer } from '../../text/sentencer.ts';
import { JAPANESE_REPLIES, OWN_REPLIES } from '../data/replies.ts';

export interface Reply {
  readonly text: string;
  readonly sentences: number;
}

export interface Replies {
  /** In English, of four sentences or more. */
  readonly english: readonly Reply[];
  /** Replies that were written in Japanese. */
  readonly japanese: readonly Reply[];
  /** Where the English ones come from, in words. */
  readonly from: string;
}

const ROW = z.object({ src: z.string(), text: z.string() });
const FILE = 'assistant-prose.jsonl';
const SHORT = 4;
const LONG = 10;
/** Every so many replies one is of ten sentences. */
const LONG_EVERY = 5;

/**
 * Replies of four sentences, every fifth of ten: blocks of a real assistant's prose (assistant-prose.jsonl), neighbours
 * of one source joined, or our own where that file is not at hand.
 */
export function readReplies(evalDirectory: string | undefined, limit: number): Replies {
  const japanese = JAPANESE_REPLIES.map(countedReply).slice(0, limit);
  if (evalDirectory === undefined) {
    return { english: OWN_REPLIES.map(countedReply).slice(0, limit), japanese, from: 'replies of our own' };
  }
  const rows = readFileSync(join(evalDirectory, FILE), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => ROW.parse(JSON.parse(line)));
  return { english: joined(rows).slice(0, limit), japanese, from: `${FILE}, neighbours of one source joined` };
}

function joined(rows: ReadonlyArray<z.infer<typeof ROW>>): Reply[] {
  const replies: Reply[] = [];
  let open: { src: string; text: string } | undefined;
  for (const { src, text } of rows) {
    open = open?.src === src ? { src, text: `${open.text}\n\n${text}` } : { src, text };
    const reply = countedReply(open.text);
    const wanted = replies.length % LONG_EVERY === LONG_EVERY - 1 ? LONG : SHORT;
    if (reply.sentences < wanted) continue;
    replies.push(reply);
    open = undefined;
  }
  return replies;
}

function countedReply(text: string): Reply {
  const sentencer = createSentencer({ nextId: createIds('s'), messageId: '', code: 'announce' });
  return { text, sentences: [...sentencer.write(text), ...sentencer.end()].length };
}
