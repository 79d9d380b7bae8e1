import type { RoadHandle } from '../pipeline/floor.ts';
import type { Voice } from '../spec/contracts.ts';
import type { Event } from '../spec/events.ts';
import type { Speaker } from './floor.ts';
import type { LogEntry } from './log.ts';

/** One client's stream, as the warm process sees it. */
export interface Session {
  /** The warm process's own name for it. */
  readonly id: string;
  /** The agent's own id, when its stream has said one. */
  readonly agentId: string;
  /** Where the client runs: what a person would call the session. */
  name: string;
  /** Another name that it answers to: that of its directory. */
  readonly alias: string | undefined;
  /** Who speaks now. */
  readonly voice: string;
  isMuted: boolean;
  /** Sentences that have not ended. */
  readonly queued: number;
  /** The sentence that sounds. */
  readonly speaking: string | undefined;
  /** True when no other sentence of its message has begun to sound. */
  isFirst(sentence: { readonly sentenceId: string; readonly messageId: string }): boolean;
  /** The message of a sentence that began to sound not long ago. */
  messageOf(sentenceId: string): string | undefined;
  /** What is said in the sentence that sounds. */
  readonly sentence: string | undefined;
  /** About how many seconds of speech wait, by the length of the texts. */
  readonly backlogS: number;
  readonly speaker: Speaker;
  /** The same, for what wants a person's attention. */
  readonly noticeSpeaker: Speaker;
  /** What is done to its road; undefined before it runs. */
  handle: RoadHandle | undefined;
  observe(event: Event): void;
}

const REMEMBERED = 20;

/** Characters a second, about: of Japanese as it is spoken, of English that will be. */
const SPOKEN_PER_S = 6.5;
const SOURCE_PER_S = 14;

export function createSession(options: {
  readonly id: string;
  readonly name: string;
  readonly voice: Pick<Voice, 'name'>;
  /** Another name that it answers to. */
  readonly alias?: string | undefined;
  readonly isMuted?: boolean;
  /** Why it must be silent, beside its own mute. */
  readonly silenced: (session: Session) => string | undefined;
  readonly hasFocus: (session: Session) => boolean;
  readonly onEnd: (entry: LogEntry) => void;
  /** The wall clock: milliseconds since 1970. */
  readonly now: () => number;
}): Session {
  const { id, name, alias, voice, silenced, hasFocus, onEnd, now } = options;
  const open = new Map<string, { text: string; translation: string }>();
  let speaking: string | undefined;
  let agentId = '';
  const messages = new Map<string, string>();

  const speaker: Speaker = {
    sessionId: id,
    isNotice: false,
    hasMore(messageId) {
      if ((session.handle?.open(messageId) ?? 0) > 0) return 'sentences';
      return session.handle?.isWriting(messageId) ? 'text' : 'nothing';
    },
    hasFocus: () => hasFocus(session),
    silenced: () => (session.isMuted ? 'muted' : silenced(session)),
    onTurn({ sentenceId, messageId }) {
      speaking = sentenceId;
      messages.set(sentenceId, messageId);
      const [oldest] = messages.keys();
      if (messages.size > REMEMBERED && oldest !== undefined) messages.delete(oldest);
    },
  };

  const session: Session = {
    id,
    name,
    alias,
    get voice() {
      return voice.name;
    },
    isMuted: options.isMuted ?? false,
    handle: undefined,
    get agentId() {
      return agentId;
    },
    isFirst: ({ sentenceId, messageId }) =>
      [...messages].every(([id, message]) => message !== messageId || id === sentenceId),
    messageOf: (sentenceId) => messages.get(sentenceId),
    get queued() {
      return open.size;
    },
    get speaking() {
      return speaking;
    },
    get sentence() {
      const known = speaking === undefined ? undefined : open.get(speaking);
      return known && (known.translation || known.text);
    },
    get backlogS() {
      const seconds = ({ text, translation }: { text: string; translation: string }) =>
        translation === '' ? text.length / SOURCE_PER_S : translation.length / SPOKEN_PER_S;
      return Math.round([...open.values()].reduce((sum, one) => sum + seconds(one), 0));
    },
    speaker,
    noticeSpeaker: { ...speaker, isNotice: true, hasMore: () => 'nothing' },
    observe(event) {
      if (event.sessionId !== '') agentId = event.sessionId;
      if (event.type === 'sentence') open.set(event.sentenceId, { text: event.text, translation: '' });
      if (event.type === 'translation') {
        const known = open.get(event.sentenceId);
        if (known !== undefined) known.translation = event.text;
      }
      if (event.type !== 'sentence-end') return;
      const ended = open.get(event.sentenceId);
      open.delete(event.sentenceId);
      if (speaking === event.sentenceId) speaking = undefined;
      if (ended === undefined) return;
      const { outcome, reason } = event;
      onEnd({
        at: new Date(now()).toISOString(),
        sessionId: id,
        name: session.name,
        ...ended,
        outcome,
        ...(reason && { reason }),
      });
    },
  };
  return session;
}
