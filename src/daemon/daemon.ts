import type { Floor } from '../pipeline/floor.ts';
import type { Counts } from '../pipeline/run.ts';
import type { Voice } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Event } from '../spec/events.ts';
import type { Sentence } from '../spec/parts.ts';
import type { Understudy } from './casting.ts';
import { createControls, type House, type Kept, stop } from './controls.ts';
import { createArbiter } from './floor.ts';
import { createLog } from './log.ts';
import type { Desk, Seat } from './loudspeaker.ts';
import { isQuiet } from './quiet.ts';
import { createRoster } from './roster.ts';
import { createSession, type Session } from './session.ts';
import { statusOf } from './status.ts';
import { createWays } from './way.ts';

export type { Kept } from './controls.ts';

/** What a session needs to run its road: handed in, since how a road is made is not this room's business. */
export interface Run {
  readonly name: string;
  /** Another name that the session answers to. */
  readonly alias?: string;
  /** It begins muted. */
  readonly isMuted?: boolean;
  readonly engines: { readonly voice: Voice };
  /** It writes a file, and has no need of the loudspeaker. */
  readonly isSilent?: boolean;
  /** A run that says sentences which this one has left out. Rejects with what opening the engines rejects with. */
  more?(sentences: readonly Sentence[]): Promise<Run & { close(): void }>;
  /** Loads another voice for it, as in `--voice`. Rejects with what opening it rejects with. */
  understudy?(voice: string): Promise<Understudy>;
  /** Runs to the end; gives how many sentences ended in which way. */
  speak(use: {
    readonly player: Seat;
    readonly shared: Shared;
    readonly pace: () => number;
    readonly onEvent: (event: Event) => void;
  }): Promise<Counts>;
}

/** The parts of `speak` that several sessions share. */
export interface Shared {
  readonly floor: Floor;
  readonly onStart: (handle: NonNullable<Session['handle']>) => void;
  readonly aside: () => { readonly player: Seat; readonly floor: Floor };
}

export interface DaemonOptions {
  readonly desk: Desk;
  readonly clock: () => number;
  readonly sleep: (durationMs: number) => Promise<unknown>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What was set before the process was started again. */
  readonly kept: Kept;
  readonly keep: (kept: Kept) => void;
  /** What is said of sessions that have not the focus, while one has it. */
  readonly others: 'whole' | 'first';
  /** Whether a session's name is said when another one has spoken before. */
  readonly names: boolean;
  /** Hours of the day in which nothing is heard: `22:00-07:00`. */
  readonly quiet?: string | undefined;
  /** Sees what happens in every session; a session that begins or ends, or a control, is a change of the status. */
  readonly watch?: Watch;
}

export interface Watch {
  event(session: Pick<Session, 'id' | 'name'>, event: Event): void;
  changed(): void;
}

const LOGGED = 500;

/** Sessions with a queue each, one loudspeaker, and what a person says to them. */
export function createDaemon({ desk, clock, sleep, now, kept, keep, others, names, quiet, watch }: DaemonOptions) {
  const arbiter = createArbiter({ clock, sleep });
  const roster = createRoster(others);
  const house: House = {
    ...{ desk, arbiter, roster, keep, log: createLog(LOGGED) },
    ...{
      isMuted: kept.muted,
      pace: 1,
      solo: undefined,
      isHeldByMicrophone: false,
      lastSaid: undefined,
      lastVoice: undefined,
      lastLeft: undefined,
    },
    sayMore,
    understudy,
  };
  const act = createControls(house);
  const wayOf = createWays(house, names);
  const warnings = new Set<(message: string) => void>();
  const runs = new WeakMap<Session, Run>();
  let last = 0;
  let lastUsedAtMs = clock();

  const isQuietNow = () => quiet !== undefined && isQuiet(quiet, new Date(now()));

  function whySilent(session: Session): string | undefined {
    if (house.isMuted) return 'muted';
    if (isQuietNow()) return 'quiet hours';
    const { solo } = house;
    return solo !== undefined && !roster.isCalled(session, solo) ? 'another session is heard alone' : undefined;
  }

  /** `heard` sentences of the stream are not said again. */
  async function speak(
    run: Run,
    onEvent: (event: Event) => void,
    heard = 0,
  ): Promise<{ failed: number; sentences: number }> {
    // Where nothing can be played the client is told so, instead of waiting for ever.
    if (run.isSilent !== true && !house.isMuted && !desk.paused) await desk.ready();
    last += 1;
    const { voice } = run.engines;
    const session = createSession({
      id: `c${last}`,
      name: run.name,
      alias: run.alias,
      isMuted: run.isMuted ?? false,
      voice,
      silenced: whySilent,
      hasFocus: roster.hasFocus,
      onEnd(entry) {
        house.log.add(entry);
        if (entry.outcome === 'played') house.lastSaid = entry;
      },
      now,
    });
    roster.add(session);
    runs.set(session, run);
    watch?.changed();
    const warn = (message: string) => {
      const at = { atMs: 0, sessionId: session.agentId, turnId: '' };
      const event = { type: 'warning', code: 'loudspeaker', message, stage: 'player', ...at } as const;
      watch?.event(session, event);
      onEvent(event);
    };
    warnings.add(warn);
    if (run.isSilent !== true && desk.trouble !== undefined) warn(desk.trouble);
    house.lastVoice = voice;
    try {
      const { player, floor } = wayOf(session, session.speaker, voice);
      const counts = await run.speak({
        player,
        pace: () => house.pace,
        shared: {
          floor,
          onStart(handle) {
            session.handle = handle;
          },
          aside: () => wayOf(session, session.noticeSpeaker, voice),
        },
        onEvent(event) {
          if (isBefore(event, heard)) {
            if (event.type === 'sentence') session.handle?.end(isNamed(event.sentenceId), 'skipped', 'heard before');
            return;
          }
          session.observe(event);
          watch?.event(session, event);
          onEvent(event);
          if (event.type === 'sentence-end') arbiter.nudge();
        },
      });
      const sentences = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return { failed: counts.failed, sentences };
    } finally {
      const left = session.handle?.takeLeft() ?? [];
      if (left.length > 0) house.lastLeft = { session, sentences: left };
      roster.remove(session.id);
      watch?.changed();
      warnings.delete(warn);
      lastUsedAtMs = clock();
      arbiter.nudge();
    }
  }

  /** Says what a session has left out, as a session of its own: the first one may be over. */
  async function sayMore(session: Session, sentences: readonly Sentence[]): Promise<void> {
    const run = await runs.get(session)?.more?.(sentences);
    if (run === undefined) return;
    // What becomes of it is in the log.
    void speak(run, () => {})
      .catch(() => {})
      .finally(run.close);
  }

  async function understudy(session: Session, voice: string): Promise<Understudy> {
    const message = `The session ${session.name} keeps its voice.`;
    const made = await runs.get(session)?.understudy?.(voice);
    return made ?? Promise.reject(new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message }));
  }

  return {
    speak,
    /** Does what a person says; the reply is one JSON object. Throws StreamTtsError on what is not understood. */
    async control(action: string, args: Readonly<Record<string, unknown>>): Promise<object> {
      lastUsedAtMs = clock();
      return await act(action, args).finally(() => watch?.changed());
    },
    status: () => statusOf(house, isQuietNow()),
    /** Another program records from the microphone, or does no more: until then the speech stands still. */
    async recording(isOn: boolean): Promise<void> {
      if (isOn ? desk.paused : !house.isHeldByMicrophone) return;
      house.isHeldByMicrophone = isOn;
      await (isOn ? desk.pause() : desk.resume());
    },
    /** Tells every client. */
    warn(message: string): void {
      for (const tell of warnings) tell(message);
    },
    /** Ends everything that speaks. */
    stopAll: (reason: string) => stop(house, roster.all, reason),
    /** Milliseconds since somebody needed this process; 0 while a session runs. */
    idleMs: () => (roster.all.length > 0 ? 0 : clock() - lastUsedAtMs),
  };
}

/** Sentences of a stream are named s1, s2, … in every run over the same input. */
function isBefore(event: Event, heard: number): event is Event & { sentenceId: string } {
  if (!('sentenceId' in event) || event.sentenceId === undefined) return false;
  const number = /^s(\d+)$/.exec(event.sentenceId)?.[1];
  return number !== undefined && Number(number) <= heard;
}

function isNamed(sentenceId: string) {
  return (sentence: { readonly sentenceId: string }) => sentence.sentenceId === sentenceId;
}

export type Daemon = ReturnType<typeof createDaemon>;
