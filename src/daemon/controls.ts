import type { Voice } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Sentence } from '../spec/parts.ts';
import { recast, rename, type Understudy } from './casting.ts';
import type { Arbiter } from './floor.ts';
import type { Log, LogEntry } from './log.ts';
import type { Desk } from './loudspeaker.ts';
import { CONTROLS, type ControlName, isControl, type ProcessControl, type Words } from './remote.ts';
import type { Roster } from './roster.ts';
import type { Session } from './session.ts';

/** What the controls act on. */
export interface House {
  readonly desk: Desk;
  readonly arbiter: Arbiter;
  readonly roster: Roster;
  readonly log: Log;
  readonly keep: (kept: Kept) => void;
  isMuted: boolean;
  /** The one session that is heard, by any of its names. */
  solo: string | undefined;
  /** It stands still because another program records, and not because somebody said so. */
  isHeldByMicrophone: boolean;
  /** Times the speed of the settings. */
  pace: number;
  /** What was heard last, and the voice that said it. */
  lastSaid: LogEntry | undefined;
  lastVoice: Voice | undefined;
  /** What the session that ended last had left out. */
  lastLeft: { readonly session: Session; readonly sentences: readonly Sentence[] } | undefined;
  /** Says sentences that a session has left out. */
  readonly sayMore: (session: Session, sentences: readonly Sentence[]) => Promise<void>;
  /** Loads a voice for a session. Rejects with StreamTtsError on one that is not known or cannot speak here. */
  readonly understudy: (session: Session, voice: string) => Promise<Understudy>;
}

/** What survives a restart. */
export interface Kept {
  readonly muted: boolean;
}

/** A control's words as they came from outside, checked against its row of the table. */
interface Args {
  readonly session: string | undefined;
  readonly number: number | undefined;
  /** Empty where the control takes none. */
  readonly text: string;
  has(name: string): boolean;
}

const LOG_LINES = 20;

/** Does what a person says; each reply is one JSON object. Throws StreamTtsError on what is not understood. */
export function createControls(house: House) {
  const { desk, roster, arbiter } = house;
  const actions: Record<Exclude<ControlName, ProcessControl>, (args: Args) => Promise<object>> = {
    async pause() {
      house.isHeldByMicrophone = false;
      await desk.pause();
      return { paused: true };
    },
    async resume() {
      house.isHeldByMicrophone = false;
      await desk.resume();
      return { paused: false };
    },
    skip: (args) => skip(house, args.has('message')),
    repeat: (args) => (args.has('source') ? repeatSource(house) : repeat(house)),
    more: async ({ session }) => more(house, session),
    async stop({ session }) {
      const chosen = roster.called(session);
      // A new prompt names its session: what a person looks at now comes first from here on.
      if (session !== undefined) roster.focus(session);
      return { stopped: await stop(house, chosen, 'stopped by the user') };
    },
    mute: ({ session }) => mute(house, session, true),
    unmute: ({ session }) => mute(house, session, false),
    solo: ({ session }) => solo(house, session),
    async unsolo() {
      house.solo = undefined;
      return { solo: null };
    },
    voice: ({ text, session }) => recast(house, text, session),
    name: ({ text, session }) => rename(house, text, session),
    async speed({ number = 1 }) {
      house.pace = number;
      return { speed: number };
    },
    async volume({ number = 1 }) {
      await desk.setVolume(number);
      return { volume: desk.volume };
    },
    async log({ number = LOG_LINES }) {
      return { log: house.log.last(number) };
    },
  };

  return async (action: string, given: Readonly<Record<string, unknown>>): Promise<object> => {
    if (!isControl(action) || action === 'status' || action === 'quit') {
      throw usage(`The warm process knows no "${action}".`, 'npx stream-tts --help');
    }
    const reply = await actions[action](argsOf(action, CONTROLS[action], given));
    arbiter.nudge();
    return reply;
  };
}

/** Silences sessions at once and drops what belongs to their turn. */
export async function stop({ desk }: House, sessions: readonly Session[], reason: string): Promise<string[]> {
  const ids = sessions.flatMap(({ handle }) => {
    handle?.ignoreRest('turn');
    return handle?.end(() => true, 'aborted', reason) ?? [];
  });
  await desk.drop(({ sessionId }) => sessions.some(({ id }) => id === sessionId));
  return ids;
}

async function skip({ desk, roster, arbiter }: House, isMessage: boolean) {
  const key = (await desk.sounding()) ?? arbiter.speaking;
  const session = key && roster.get(key.sessionId);
  if (key === undefined || session === undefined) return { skipped: [] };
  const { sentenceId } = key;
  const reason = 'skipped by the user';
  const messageId = isMessage ? session.messageOf(sentenceId) : undefined;
  if (isMessage) session.handle?.ignoreRest('message');
  const ended = session.handle?.end(
    (one) => (isMessage ? one.messageId === messageId : one.sentenceId === sentenceId),
    'skipped',
    reason,
  );
  const dropped = new Set([sentenceId, ...(isMessage ? (ended ?? []) : [])]);
  await desk.drop((one) => one.sessionId === session.id && dropped.has(one.sentenceId));
  return { skipped: [...dropped] };
}

/** Of the session that is named, else of the one that has the focus, else of any, else of the last one that ended. */
async function more(house: House, name: string | undefined) {
  const { roster, lastLeft } = house;
  const here = roster.called(name).toSorted((a, b) => Number(roster.hasFocus(b)) - Number(roster.hasFocus(a)));
  for (const session of here) {
    const sentences = session.handle?.takeLeft() ?? [];
    if (sentences.length === 0) continue;
    await house.sayMore(session, sentences);
    return { more: sentences.length };
  }
  if (lastLeft === undefined || !roster.isCalled(lastLeft.session, name)) return { more: 0 };
  house.lastLeft = undefined;
  await house.sayMore(lastLeft.session, lastLeft.sentences);
  return { more: lastLeft.sentences.length };
}

async function mute(house: House, name: string | undefined, muted: boolean) {
  const affected = house.roster.called(name);
  if (name === undefined) {
    house.isMuted = muted;
    house.keep({ muted });
  } else for (const session of affected) session.isMuted = muted;
  if (muted) await hush(house, affected, 'muted');
  return { muted, sessions: affected.map(({ id }) => id) };
}

/** Only this session is heard; without a name the one that sounds. */
async function solo(house: House, name: string | undefined) {
  const key = name === undefined ? ((await house.desk.sounding()) ?? house.arbiter.speaking) : undefined;
  const called = name ?? key?.sessionId;
  if (called === undefined) return { solo: null };
  house.solo = called;
  const others = house.roster.all.filter((session) => !house.roster.isCalled(session, called));
  await hush(house, others, 'another session is heard alone');
  return { solo: called };
}

/** What these sessions say now is not heard to its end, and never made up for. */
async function hush({ desk }: House, sessions: readonly Session[], reason: string): Promise<void> {
  await desk.drop(
    ({ sessionId }) => sessions.some(({ id }) => id === sessionId),
    (keys) => {
      for (const { id, handle, speaking } of sessions) {
        const cut = keys.filter(({ sessionId }) => sessionId === id).map(({ sentenceId }) => sentenceId);
        handle?.end(({ sentenceId: one }) => one === speaking || cut.includes(one), 'skipped', reason);
      }
    },
  );
}

async function repeat({ desk }: House) {
  const key = await desk.again();
  return { repeated: key?.sentenceId ?? null };
}

async function repeatSource({ desk, lastVoice, lastSaid, pace }: House) {
  if (lastVoice === undefined || lastSaid === undefined) return { repeated: null };
  const pieces: Float32Array[] = [];
  const { signal } = new AbortController();
  for await (const { samples } of lastVoice.speak(lastSaid.text, { speed: pace, language: 'en', signal })) {
    pieces.push(samples);
  }
  await desk.insert(pieces, lastVoice.sampleRateHz);
  return { repeated: lastSaid.text };
}

function argsOf(action: string, words: Words, given: Readonly<Record<string, unknown>>): Args {
  const { number, text } = words;
  const value = number && given[number.name];
  if (number !== undefined && (number.isNeeded || value !== undefined)) {
    const { least, most, example } = number;
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      throw usage(`${action} must be a number from ${least} to ${most}.`, `npx stream-tts ${action} ${example}`);
    }
  }
  const said = text && given[text.name];
  if (text !== undefined && !isWord(said, text.most)) {
    throw usage(
      `${action} needs a word of at most ${text.most} characters.`,
      `npx stream-tts ${action} ${text.example}`,
    );
  }
  return {
    session: words.session === true && typeof given.session === 'string' ? given.session : undefined,
    number: typeof value === 'number' ? value : undefined,
    text: typeof said === 'string' ? said.trim() : '',
    has: (name) => words.switches?.includes(name) === true && given[name] === true,
  };
}

/** It is shown on terminals: nothing that would steer one. */
function isWord(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most && !/\p{Cc}/u.test(value);
}

function usage(message: string, fix: string): StreamTtsError {
  return new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message, fix });
}
