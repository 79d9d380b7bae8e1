import type { Floor } from '../pipeline/floor.ts';
import type { Counts } from '../pipeline/run.ts';
import type { Voice } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Event } from '../spec/events.ts';
import { createChime } from './chime.ts';
import { createArbiter } from './floor.ts';
import { createLog } from './log.ts';
import type { Desk } from './loudspeaker.ts';
import { createSession, type Session } from './session.ts';

/** What a session needs to run its road: handed in, since how a road is made is not this room's business. */
export interface Run {
  readonly name: string;
  readonly engines: { readonly voice: Voice };
  /** It writes a file, and has no need of the loudspeaker. */
  readonly isSilent?: boolean;
  /** Runs to the end; gives how many sentences ended in which way. */
  speak(use: {
    readonly player: ReturnType<Desk['seat']>;
    readonly shared: Shared;
    readonly pace: () => number;
    readonly onEvent: (event: Event) => void;
  }): Promise<Counts>;
}

/** The parts of `speak` that several sessions share. */
export interface Shared {
  readonly floor: Floor;
  readonly onStart: (handle: NonNullable<Session['handle']>) => void;
  readonly aside: () => { readonly player: ReturnType<Desk['seat']>; readonly floor: Floor };
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
}

/** What survives a restart. */
export interface Kept {
  readonly muted: boolean;
}

const LOGGED = 500;
const NAME_PAUSE_S = 0.25;
const BESIDE = 'another session has the focus';

/** Sessions with a queue each, one loudspeaker, and what a person says to them. */
export function createDaemon({ desk, clock, sleep, now, kept, keep, others, names }: DaemonOptions) {
  const arbiter = createArbiter({ clock, sleep });
  const sessions = new Map<string, Session>();
  const log = createLog(LOGGED);
  const warnings = new Set<(message: string) => void>();
  let isMuted = kept.muted;
  let pace = 1;
  let last = 0;
  let lastUsedAtMs = clock();
  let lastVoice: Voice | undefined;
  let lastSaid: { readonly text: string } | undefined;
  /** The session of the user's last prompt, as it was named. */
  let focused: string | undefined;
  let lastSpeaker: string | undefined;

  const isCalled = ({ id, agentId, name }: Pick<Session, 'id' | 'agentId' | 'name'>, called: string | undefined) =>
    called !== undefined && [id, agentId, name].includes(called);
  const isBeside = (session: Session) =>
    others === 'first' && !isCalled(session, focused) && [...sessions.values()].some((one) => isCalled(one, focused));

  /** `heard` sentences of the stream are not said again. */
  async function speak(
    run: Run,
    onEvent: (event: Event) => void,
    heard = 0,
  ): Promise<{ failed: number; sentences: number }> {
    // Where nothing can be played the client is told so, instead of waiting for ever.
    if (run.isSilent !== true && !isMuted && !desk.paused) await desk.ready();
    last += 1;
    const id = `c${last}`;
    const session = createSession({
      id,
      name: run.name,
      voice: run.engines.voice.name,
      isAllMuted: () => isMuted,
      hasFocus: (one) => isCalled(one, focused),
      onEnd(entry) {
        log.add(entry);
        if (entry.outcome === 'played') lastSaid = entry;
      },
      now,
    });
    sessions.set(id, session);
    const warn = (message: string) => {
      const at = { atMs: 0, sessionId: session.agentId, turnId: '' };
      onEvent({ type: 'warning', code: 'loudspeaker', message, stage: 'player', ...at });
    };
    warnings.add(warn);
    if (run.isSilent !== true && desk.trouble !== undefined) warn(desk.trouble);
    lastVoice = run.engines.voice;
    const seatOf = (speaker: Session['speaker']) => {
      const seat = desk.seat(id, run.engines.voice.sampleRateHz);
      const floor = arbiter.floorOf({
        ...speaker,
        onTurn(request) {
          seat.begin(request.sentenceId);
          speaker.onTurn(request);
        },
      });
      const refuses: Floor['refuses'] = (sentence) =>
        !speaker.isNotice && isBeside(session) && !session.isFirst(sentence) ? BESIDE : floor.refuses(sentence);
      return {
        player: seat,
        floor: {
          ...floor,
          refuses,
          async take(request): Promise<string | undefined> {
            const reason = refuses(request) ?? (await floor.take(request));
            if (reason === undefined)
              await introduce(session, seat, speaker.isNotice, run.engines.voice, request.signal);
            return reason;
          },
          heard: seat.heard,
          heldMs: () => floor.heldMs() + seat.heldMs(),
        } satisfies Floor,
      };
    };
    const { player, floor } = seatOf(session.speaker);
    try {
      const counts = await run.speak({
        player,
        pace: () => pace,
        shared: {
          floor,
          onStart(handle) {
            session.handle = handle;
          },
          aside: () => seatOf(session.noticeSpeaker),
        },
        onEvent(event) {
          if (isBefore(event, heard)) {
            if (event.type === 'sentence') session.handle?.end(isNamed(event.sentenceId), 'skipped', 'heard before');
            return;
          }
          session.observe(event);
          onEvent(event);
          if (event.type === 'sentence-end') arbiter.nudge();
        },
      });
      const sentences = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return { failed: counts.failed, sentences };
    } finally {
      sessions.delete(id);
      warnings.delete(warn);
      lastUsedAtMs = clock();
      arbiter.nudge();
    }
  }

  /** What sounds before a sentence, so that a person knows who speaks, and why. */
  async function introduce(
    { id, name }: Session,
    seat: ReturnType<Desk['seat']>,
    isNotice: boolean,
    voice: Voice,
    signal: AbortSignal,
  ): Promise<void> {
    const isOther = lastSpeaker !== undefined && lastSpeaker !== id;
    lastSpeaker = id;
    if (isNotice) await seat.write(createChime(voice.sampleRateHz));
    if (!names || (!isOther && !(isNotice && sessions.size > 1))) return;
    try {
      for await (const { samples } of voice.speak(name, { speed: pace, signal })) await seat.write(samples);
      await seat.write(new Float32Array(Math.round(voice.sampleRateHz * NAME_PAUSE_S)));
    } catch {
      // A name that the voice cannot say is no reason to say nothing.
    }
  }

  /** The sentence that a person hears now. */
  async function heard(): Promise<{ session: Session; sentenceId: string } | undefined> {
    const key = (await desk.sounding()) ?? arbiter.speaking;
    const session = key && sessions.get(key.sessionId);
    return session && { session, sentenceId: key.sentenceId };
  }

  function chosen(name: string | undefined): Session[] {
    const all = [...sessions.values()];
    if (name === undefined) return all;
    return all.filter((session) => isCalled(session, name));
  }

  /** Silences sessions at once and drops what belongs to their turn. */
  async function stop(chosen: readonly Session[], reason: string): Promise<string[]> {
    const ids = chosen.flatMap(({ handle }) => {
      handle?.ignoreRest('turn');
      return handle?.end(() => true, 'aborted', reason) ?? [];
    });
    await desk.drop(({ sessionId }) => chosen.some(({ id }) => id === sessionId));
    return ids;
  }

  async function skip(whole: boolean) {
    const at = await heard();
    if (at === undefined) return { skipped: [] };
    const { session, sentenceId } = at;
    const reason = 'skipped by the user';
    let dropped = [sentenceId];
    if (whole) {
      const messageId = session.messageOf(sentenceId);
      session.handle?.ignoreRest('message');
      dropped = [
        sentenceId,
        ...(session.handle?.end((sentence) => sentence.messageId === messageId, 'skipped', reason) ?? []),
      ];
    } else session.handle?.end((sentence) => sentence.sentenceId === sentenceId, 'skipped', reason);
    await desk.drop((key) => key.sessionId === session.id && dropped.includes(key.sentenceId));
    return { skipped: [...new Set(dropped)] };
  }

  async function mute(name: string | undefined, muted: boolean) {
    const affected = chosen(name);
    if (name === undefined) {
      isMuted = muted;
      keep({ muted });
    } else for (const session of affected) session.isMuted = muted;
    if (muted) {
      await desk.drop(
        ({ sessionId }) => affected.some(({ id }) => id === sessionId),
        (keys) => {
          for (const { id, handle, speaking } of affected) {
            const cut = keys.filter(({ sessionId }) => sessionId === id).map(({ sentenceId }) => sentenceId);
            handle?.end(({ sentenceId: one }) => one === speaking || cut.includes(one), 'skipped', 'muted');
          }
        },
      );
    }
    arbiter.nudge();
    return { muted, sessions: affected.map(({ id }) => id) };
  }

  async function repeat(source: boolean) {
    if (!source) {
      const key = await desk.again();
      return { repeated: key?.sentenceId ?? null };
    }
    if (lastVoice === undefined || lastSaid === undefined) return { repeated: null };
    const pieces: Float32Array[] = [];
    const { signal } = new AbortController();
    for await (const { samples } of lastVoice.speak(lastSaid.text, { speed: pace, language: 'en', signal })) {
      pieces.push(samples);
    }
    await desk.insert(pieces, lastVoice.sampleRateHz);
    return { repeated: lastSaid.text };
  }

  return {
    speak,
    /** Does what a person says; the reply is one JSON object. Throws StreamTtsError on what is not understood. */
    async control(action: string, args: Readonly<Record<string, unknown>>): Promise<object> {
      lastUsedAtMs = clock();
      const session = typeof args.session === 'string' ? args.session : undefined;
      switch (action) {
        case 'pause':
          await desk.pause();
          return { paused: true };
        case 'resume':
          await desk.resume();
          return { paused: false };
        case 'skip':
          return await skip(args.message === true);
        case 'repeat':
          return await repeat(args.source === true);
        case 'stop': {
          // A new prompt names its session: what a person looks at now comes first from here on.
          const stopped = chosen(session);
          if (session !== undefined) focused = session;
          return { stopped: await stop(stopped, 'stopped by the user') };
        }
        case 'mute':
          return await mute(session, true);
        case 'unmute':
          return await mute(session, false);
        case 'speed':
          pace = within(args.value, 0.5, 4, 'speed');
          return { speed: pace };
        case 'volume':
          await desk.setVolume(within(args.value, 0, 1, 'volume'));
          return { volume: desk.volume };
        case 'log':
          return { log: log.last(typeof args.count === 'number' ? args.count : 20) };
        default:
          throw new StreamTtsError({
            code: 'usage',
            stage: 'settings',
            exitCode: 2,
            message: `The warm process knows no "${action}".`,
            fix: 'npx stream-tts --help',
          });
      }
    },
    status: () => ({
      sessions: [...sessions.values()].map((session) => ({
        sessionId: session.agentId || session.id,
        client: session.id,
        name: session.name,
        voice: session.voice,
        muted: session.isMuted,
        queued: session.queued,
        speaking: session.speaking !== undefined,
        sentence: session.sentence ?? null,
        backlogS: session.backlogS,
        focused: isCalled(session, focused),
      })),
      muted: isMuted,
      paused: desk.paused,
      speed: pace,
      volume: desk.volume,
      device: desk.device ?? null,
      trouble: desk.trouble ?? null,
    }),
    /** Tells every client. */
    warn(message: string): void {
      for (const tell of warnings) tell(message);
    },
    /** Ends everything that speaks. */
    stopAll: (reason: string) => stop([...sessions.values()], reason),
    /** Milliseconds since somebody needed this process; 0 while a session runs. */
    idleMs: () => (sessions.size > 0 ? 0 : clock() - lastUsedAtMs),
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

function within(value: unknown, least: number, most: number, name: string): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new StreamTtsError({
    code: 'usage',
    stage: 'settings',
    exitCode: 2,
    message: `${name} must be a number from ${least} to ${most}.`,
    fix: `npx stream-tts ${name} ${least === 0 ? 0.5 : 1.5}`,
  });
}

export type Daemon = ReturnType<typeof createDaemon>;
