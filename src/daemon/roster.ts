import type { Session } from './session.ts';

type Named = Pick<Session, 'id' | 'agentId' | 'name' | 'alias'>;

/** The sessions that are there, and which of them a person looks at. `others` is what is said of the rest. */
export function createRoster(others: 'whole' | 'first') {
  const sessions = new Map<string, Session>();
  /** The session of the user's last prompt, as it was named. */
  let focused: string | undefined;

  /** Everyone is called nothing. */
  const isCalled = ({ id, agentId, name, alias }: Named, called: string | undefined) =>
    called === undefined || [id, agentId, name, alias].includes(called);
  const hasFocus = (session: Named) => focused !== undefined && isCalled(session, focused);

  return {
    add: (session: Session) => void sessions.set(session.id, session),
    remove: (id: string) => void sessions.delete(id),
    get: (id: string) => sessions.get(id),
    get all(): Session[] {
      return [...sessions.values()];
    },
    /** Those that are called so by their id, the agent's id, or their name; all without a name. */
    called: (name: string | undefined): Session[] =>
      [...sessions.values()].filter((session) => isCalled(session, name)),
    focus(name: string): void {
      focused = name;
    },
    isCalled,
    hasFocus,
    /** True while another session has the focus and this one says only what matters. */
    isBeside: (session: Session) => others === 'first' && !hasFocus(session) && [...sessions.values()].some(hasFocus),
  };
}

export type Roster = ReturnType<typeof createRoster>;
