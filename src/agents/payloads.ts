import type { SourcePart } from '../spec/parts.ts';
import type { Listener } from './listener.ts';

/** What an agent hands to its hook, as JSON. */
export type Payload = Readonly<Record<string, unknown>>;

interface Talk {
  blocks: number;
  messageId: string;
  index: number;
}

const MAX_SESSIONS = 200;

/**
 * Turns what the proxy hears into payloads of the same form that Claude Code's hooks have, marked `via: "proxy"`, so
 * that one reader orders both and says each text once.
 */
export function createPayloads(post: (payload: Payload) => void): Listener {
  const talks = new Map<string, Talk>();

  function talkOf(sessionId: string): Talk {
    const talk = talks.get(sessionId) ?? { blocks: 0, messageId: '', index: 0 };
    talks.delete(sessionId);
    talks.set(sessionId, talk);
    for (const oldest of talks.keys()) {
      if (talks.size <= MAX_SESSIONS) break;
      talks.delete(oldest);
    }
    return talk;
  }

  function one(sessionId: string, talk: Talk, part: SourcePart): void {
    const base = { session_id: sessionId, via: 'proxy' };
    const display = (delta: string, final: boolean) => {
      const { messageId: message_id, index } = talk;
      talk.index += 1;
      post({ ...base, hook_event_name: 'MessageDisplay', message_id, index, final, delta });
    };
    if (part.type === 'text-start') {
      talk.blocks += 1;
      // A message may have several blocks, and each is a paragraph of its own.
      talk.messageId = `${part.messageId}#${talk.blocks}`;
      talk.index = 0;
    } else if (part.type === 'text-delta') display(part.text, false);
    else if (part.type === 'text-end') display('', true);
    else if (part.type === 'abort') post({ ...base, hook_event_name: 'ConnectionClosed' });
    else if (part.type === 'notice') {
      post({ ...base, hook_event_name: 'Notification', message: part.text, notification_type: part.kind });
    }
  }

  return {
    hear(sessionId, parts) {
      const talk = talkOf(sessionId);
      for (const part of parts) one(sessionId, talk, part);
    },
  };
}

/** The payloads of a body; what is no JSON object is left out. */
export function payloadsOf(body: string): Payload[] {
  const whole = parsed(body);
  if (whole !== undefined) return [whole];
  return body.split('\n').flatMap((line) => {
    const payload = parsed(line);
    return payload === undefined ? [] : [payload];
  });
}

function parsed(text: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : undefined;
  } catch {
    return undefined;
  }
}
