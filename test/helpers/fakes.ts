import { createInterpreter, type Interpreter } from '../../src/pipeline/interpreter.ts';
import type { Road } from '../../src/pipeline/road.ts';
import type { Player, Translator, Voice } from '../../src/spec/contracts.ts';
import type { EventBody } from '../../src/spec/events.ts';
import type { Sentence, SourcePart } from '../../src/spec/parts.ts';

/** Stand-ins for engines in tests of the road itself; the engines have suites of their own. */

export const RATE_HZ = 1000;

export function createFakeTranslator(overrides: Partial<Translator> = {}): Translator {
  return {
    name: 'fake',
    async warm() {},
    async *translate({ text }) {
      await tick();
      yield `訳${text}`;
    },
    async dispose() {},
    ...overrides,
  };
}

/** Says each text as two pieces of 100 ms. */
export function createFakeVoice(overrides: Partial<Voice> = {}): Voice {
  return {
    name: 'fake:voice',
    languages: ['ja'],
    sampleRateHz: RATE_HZ,
    async warm() {},
    async *speak() {
      await tick();
      yield {
        samples: new Float32Array(100).fill(0.5),
        sampleRateHz: RATE_HZ,
        remaining: { nextMs: 100, totalMs: 100 },
      };
      await tick();
      yield { samples: new Float32Array(100).fill(0.5), sampleRateHz: RATE_HZ };
    },
    async dispose() {},
    ...overrides,
  };
}

export interface RecordingPlayer extends Player {
  readonly written: Float32Array[];
  readonly stopped: boolean;
}

export function createRecordingPlayer(overrides: Partial<Player> = {}): RecordingPlayer {
  const written: Float32Array[] = [];
  let stopped = false;
  return {
    name: 'recording',
    realTime: false,
    written,
    get stopped() {
      return stopped;
    },
    async write(samples) {
      if (!stopped) written.push(samples);
    },
    async drain() {},
    unheard: async () => 0,
    async pause() {},
    async resume() {},
    clear: async () => 0,
    stop() {
      stopped = true;
    },
    async dispose() {},
    ...overrides,
  };
}

export interface FakeRoad extends Partial<Road> {
  readonly translator?: Translator;
}

/** An interpreter over these translators, best first, for which time never passes. */
export function createFakeInterpreter(...translators: readonly Translator[]): Interpreter {
  return createInterpreter({ translators, to: 'ja', clock: () => 0, sleep: untilAborted });
}

/** Resolves never. */
export function untilAborted(_durationMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A road of stand-ins; every block of text is cut at its full stops. */
export function createFakeRoad({ translator = createFakeTranslator(), ...overrides }: FakeRoad = {}) {
  const events: EventBody[] = [];
  let last = 0;
  const road: Road = {
    sentencer: (messageId) => {
      let tail = '';
      const make = (text: string): Sentence => {
        last += 1;
        return { sentenceId: `s${last}`, messageId, text, spans: [], spoken: text, language: 'en' };
      };
      return {
        write(text) {
          const pieces = (tail + text).split(/(?<=\.)/);
          tail = pieces.at(-1)?.endsWith('.') ? '' : (pieces.pop() ?? '');
          return pieces.map((piece) => make(piece.trim()));
        },
        end: () => (tail.trim() ? [make(tail.trim())] : []),
      };
    },
    announce: ({ key }) => key,
    aloud: (text) => text,
    interpreter: createFakeInterpreter(translator),
    voice: createFakeVoice(),
    player: createRecordingPlayer(),
    to: 'ja',
    speed: () => 1,
    clock: () => performance.now(),
    sleep: () => tick().then(() => undefined),
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    ...overrides,
  };
  return { road, events, of: <T extends EventBody['type']>(type: T) => events.filter(isType(type)) };
}

/** A turn of one message with this prose. */
export async function* turn(...texts: string[]): AsyncGenerator<SourcePart> {
  yield { type: 'session', sessionId: 'session' };
  yield { type: 'turn-start', turnId: 'turn' };
  yield { type: 'text-start', messageId: 'message' };
  for (const text of texts) yield { type: 'text-delta', text };
  yield { type: 'text-end' };
  yield { type: 'turn-end', reason: 'end_turn' };
}

export function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything that can happen without time happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 200; i += 1) await tick();
}

export function gateway() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

function isType<T extends EventBody['type']>(type: T) {
  return (event: EventBody): event is Extract<EventBody, { type: T }> => event.type === type;
}
