import { StreamTtsError } from '../spec/errors.ts';
import type { House } from './controls.ts';
import type { Session } from './session.ts';

/** A voice that is loaded and could take the place of a session's own. */
export interface Understudy {
  /** It speaks from the next sentence on that is not begun. */
  stepIn(): void;
  /** It is not wanted after all. */
  leave(): void;
}

/** Lets another voice speak for these sessions: for all of them, or where one of them cannot have it, for none. */
export async function recast(house: House, voice: string, called: string | undefined) {
  const sessions = named(house, called);
  const asked = await Promise.allSettled(sessions.map((session) => house.understudy(session, voice)));
  const ready = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = asked.find((one) => one.status === 'rejected');
  if (refused !== undefined) {
    for (const understudy of ready) understudy.leave();
    throw refused.reason;
  }
  for (const understudy of ready) understudy.stepIn();
  return { voice, sessions: sessions.map(({ id }) => id) };
}

/** Calls one session so from now on; who was meant by its old name is still meant. */
export async function rename(house: House, name: string, called: string | undefined) {
  const [session, ...others] = named(house, called);
  if (session === undefined || others.length > 0) {
    throw usage(
      `Say which of the ${others.length + 1} sessions is to be called ${name}.`,
      `npx stream-tts name "${name}" --session ID`,
    );
  }
  const { roster, solo } = house;
  const hadFocus = roster.hasFocus(session);
  const isAlone = solo !== undefined && roster.isCalled(session, solo);
  session.name = name;
  if (hadFocus) roster.focus(session.id);
  if (isAlone) house.solo = session.id;
  return { name, sessions: [session.id] };
}

function named({ roster }: House, called: string | undefined): Session[] {
  const sessions = roster.called(called);
  if (sessions.length > 0) return sessions;
  throw usage(
    called === undefined ? 'No session runs now.' : `No session is called ${called}.`,
    'npx stream-tts status',
  );
}

function usage(message: string, fix: string): StreamTtsError {
  return new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message, fix });
}
