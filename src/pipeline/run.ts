import { createQueue } from '../kit/queue.ts';
import type { Event, EventBody } from '../spec/events.ts';
import type { SourcePart } from '../spec/parts.ts';
import { createAbridger } from './abridge.ts';
import { createLead } from './lead.ts';
import { createLedger, type Outcome } from './ledger.ts';
import { createListener } from './listen.ts';
import { createOutlet, playAll } from './play.ts';
import { createRightOfWay } from './right-of-way.ts';
import { AHEAD, type Road } from './road.ts';
import { type Sound, soundMs, speakAll } from './speak.ts';
import { createStartGate } from './start-gate.ts';
import { translateAll, type Utterance } from './translate.ts';

/** How long a short sentence sounds, in milliseconds. */
const SENTENCE_MS = 2_500;

export type Counts = Readonly<Record<Outcome, number>>;

/**
 * Runs the whole road over one stream of parts: the next sentence is translated and spoken while this one plays, in
 * order. Resolves when the last sentence has been heard, with how many ended in which way.
 * Rejects when an engine cannot work at all; every sentence has ended by then.
 */
export async function runRoad(given: Road, parts: AsyncIterable<SourcePart>): Promise<Counts> {
  const ledger = createLedger(given.emit);
  const gate = createStartGate(given.crowded);
  const lead = createLead();
  const sentences = createAbridger(given, ledger);
  const road: Road = { ...given, speed: () => given.speed() * sentences.haste() };
  const utterances = createQueue<Utterance>(AHEAD.sentences);
  const sounds = createQueue<Sound>(AHEAD.soundMs, soundMs);

  const outlet = createOutlet(road, gate);
  const way = createRightOfWay(road.sharedCores ?? false, () => road.sleep(0));
  const stopped = new AbortController();
  const listener = createListener(road, ledger, sentences);
  /** Sound that is made and not heard yet: so long nobody waits for the voice. */
  const soundLeftMs = () => outlet.leftMs() + sounds.waiting;
  /** With what waits for the voice: so long nobody waits for a translation. */
  const leftMs = () => (road.player.realTime ? soundLeftMs() + utterances.waiting * SENTENCE_MS : undefined);

  function stop(reason: string): void {
    stopped.abort();
    road.player.stop();
    sentences.clear();
    for (const queue of [sentences, utterances, sounds]) queue.close();
    ledger.abortAll(reason);
  }

  road.onStart?.({ end: ledger.endWhere, open: ledger.open, takeLeft: sentences.takeLeft, ...listener });

  const interrupted = new Promise<never>((_, reject) => {
    const onAbort = () => {
      stop('interrupted');
      reject(road.signal.reason);
    };
    if (road.signal.aborted) onAbort();
    else road.signal.addEventListener('abort', onAbort, { once: true });
  });

  const work = Promise.all([
    listenAll(parts, listener, stopped.signal).finally(() => sentences.close()),
    translateAll(road, { way, lead, soundLeftMs: leftMs }, sentences, utterances),
    speakAll(road, { gate, way, lead, soundLeftMs }, utterances, sounds),
    playAll(road, gate, outlet, sounds),
    // Loading starts with the first byte, not with the first sentence, and a failure ends the run at once.
    road.interpreter?.warm(),
    road.voice.warm(),
  ]);
  work.catch(() => {});
  try {
    await Promise.race([work, interrupted]);
  } catch (error) {
    if (!road.signal.aborted) stop(error instanceof Error ? error.message : String(error));
    throw error;
  }
  return ledger.counts;
}

async function listenAll(
  parts: AsyncIterable<SourcePart>,
  listener: ReturnType<typeof createListener>,
  stopped: AbortSignal,
): Promise<void> {
  for await (const part of parts) {
    if (stopped.aborted) return;
    listener.hear(part);
  }
  listener.finish();
}

/** Adds what every event has: its time since `startedAtMs` gives, and the session and turn of its sentence. */
export function createEnvelope(clock: () => number, send: (event: Event) => void) {
  const origins = new Map<string, { sessionId: string; turnId: string }>();
  let startedAtMs: number | undefined;
  let now = { sessionId: '', turnId: '' };

  return {
    /** The clock of the events starts at the first byte. */
    start(): void {
      startedAtMs ??= clock();
    },
    see(part: SourcePart): void {
      if (part.type === 'session') now = { ...now, sessionId: part.sessionId };
      if (part.type === 'turn-start') now = { ...now, turnId: part.turnId };
    },
    emit(body: EventBody): void {
      const sentenceId = 'sentenceId' in body ? body.sentenceId : undefined;
      if (body.type === 'sentence') origins.set(body.sentenceId, now);
      const origin = (sentenceId !== undefined && origins.get(sentenceId)) || now;
      if (body.type === 'sentence-end') origins.delete(body.sentenceId);
      const atMs = Math.round((clock() - (startedAtMs ?? clock())) * 10) / 10;
      send({ ...body, atMs, ...origin });
    },
  };
}
