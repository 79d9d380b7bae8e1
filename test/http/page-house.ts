import { setTimeout as delay } from 'node:timers/promises';
import { createDaemon } from '../../src/daemon/daemon.ts';
import { createDesk } from '../../src/daemon/desk.ts';
import { createRole } from '../../src/daemon/role.ts';
import { assetRoutes } from '../../src/http/assets.ts';
import { createFeed, feedRoutes } from '../../src/http/feed.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { listenHttp } from '../../src/http/server.ts';
import { createStudio } from '../../src/http/studio.ts';
import { watchFor } from '../../src/http/watch.ts';
import { createEnvelope, runRoad } from '../../src/pipeline/run.ts';
import type { Player } from '../../src/spec/contracts.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import type { SourcePart } from '../../src/spec/parts.ts';
import { createFakeInterpreter, createFakeRoad, createFakeTranslator, createFakeVoice } from '../helpers/fakes.ts';
import { apiOf } from './house.ts';

export const RATE_HZ = 24_000;
export const TOKEN = 'p'.repeat(48);
/** A phrase's sound: so long, and as loud as its number says. */
export const PHRASE_S = 0.5;
/** Who speaks here: the last one is listed and refused when it is asked for. */
export const SPEAKERS = ['kokoro:jf_alpha', 'kokoro:jm_kumo', 'kokoro:jf_gone'];
export const levelOf = (phrase: number) => 0.1 + 0.08 * (phrase % 10);

/** A warm process whose translations are a table and whose voice holds one level for each phrase. */
export async function pageHouse(
  t: { after(fn: () => unknown): void },
  open: () => Promise<Player>,
  words: Readonly<Record<string, string>> = {},
) {
  const clock = () => performance.now();
  const sleep = (durationMs: number) => delay(durationMs);
  const feed = createFeed();
  const metrics = createMetrics();
  let count = 0;
  const desk = createDesk({
    ...{ sampleRateHz: RATE_HZ, clock, sleep, volume: 1, onTrouble() {} },
    open: async () => studio.quieted(await open()),
    watch: {
      says: (...args) => studio.watch.says(...args),
      sent: (...args) => studio.watch.sent(...args),
      takenBack: (samples) => studio.watch.takenBack(samples),
      held: (isPaused) => studio.watch.held(isPaused),
    },
  });
  const studio = createStudio({ sampleRateHz: RATE_HZ, unheard: desk.unheard, sleep, onChange: feed.changed });
  const daemon = createDaemon({
    ...{ desk, clock, sleep, now: Date.now, kept: { muted: false }, keep() {}, others: 'whole', names: false },
    watch: watchFor({ feed, metrics, studio }),
  });
  const voiceOf = (name: string) =>
    createFakeVoice({
      ...{ name, sampleRateHz: RATE_HZ },
      async *speak(text) {
        for (const phrase of text.split(/(?<=[、。？])/).filter(Boolean)) {
          const samples = new Float32Array(PHRASE_S * RATE_HZ).fill(levelOf(count));
          count += 1;
          yield { samples, sampleRateHz: RATE_HZ, says: [{ at: 0, text: phrase }] };
        }
      },
    });
  const status = () => ({ version: 'test', ...daemon.status(), silent: studio.isSilent, listeners: studio.listeners });
  const say = (name: string, parts: AsyncIterable<SourcePart>, stopped = new AbortController().signal) => {
    const role = createRole(voiceOf('kokoro:jf_alpha'));
    const { voice } = role;
    return daemon.speak(
      {
        ...{ name, engines: { voice } },
        async understudy(wanted) {
          const message = `Kokoro has no voice ${wanted}.`;
          if (wanted === SPEAKERS.at(-1))
            throw new StreamTtsError({ code: 'usage', stage: 'voice', exitCode: 2, message });
          return { stepIn: () => role.play(voiceOf(wanted)), leave() {} };
        },
        speak: async ({ player, shared, onEvent }) => {
          const envelope = createEnvelope(clock, onEvent);
          const translator = createFakeTranslator({
            name: 'llama:qwen2.5-coder-1.5b',
            async *translate({ text }) {
              await delay(40);
              yield words[text] ?? text;
            },
          });
          envelope.start();
          const { road } = createFakeRoad({
            ...{ voice, player, emit: envelope.emit, interpreter: createFakeInterpreter(translator), clock },
            ...{ floor: shared.floor, onStart: shared.onStart, signal: stopped },
            sleep: (durationMs) => delay(durationMs).then(() => undefined),
          });
          return await runRoad(road, parts);
        },
      },
      () => {},
    );
  };
  const voices = async () =>
    SPEAKERS.map((one) => ({ name: one.slice(7), voice: one, language: 'ja', available: true }));
  const routes = [
    ...assetRoutes(),
    ...apiOf({ status, control: daemon.control, metrics, voices }),
    ...feedRoutes({
      ...{ feed, status, epoch: 'test', sound: studio.sound, place: studio.place, onListener: studio.onListener },
    }),
    ...studio.routes,
  ];
  const { port, close } = await listenHttp({ port: 0, host: '127.0.0.1', token: TOKEN, routes });
  t.after(async () => {
    close();
    await desk.dispose();
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    page: `http://127.0.0.1:${port}/#token=${TOKEN}`,
    say,
    daemon,
    desk,
    close,
  };
}
