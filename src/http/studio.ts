import { z } from 'zod';
import type { DeskWatch } from '../daemon/loudspeaker.ts';
import type { Player } from '../spec/contracts.ts';
import { LIMITS } from './limits.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { begin, json } from './reply.ts';
import { createRing, type Ring } from './ring.ts';
import { type Route, route } from './route.ts';
import { createTrack } from './track.ts';

/** What pages see and hear of the loudspeaker. */
export interface Studio {
  readonly watch: DeskWatch;
  readonly observe: Recorder['observe'];
  readonly sound: Ring;
  readonly place: () => object;
  readonly onListener: () => () => void;
  /** Pages that play. */
  readonly listeners: number;
  /** This machine is to be silent: only while a page plays. */
  readonly isSilent: boolean;
  /** A player that is silent while this machine is to be; the sound goes on at its pace. */
  quieted(player: Player): Player;
  readonly routes: readonly Route[];
}

export function createStudio(options: {
  readonly sampleRateHz: number;
  readonly unheard: () => Promise<number>;
  readonly sleep: (durationMs: number) => Promise<unknown>;
  readonly onChange: () => void;
}): Studio {
  const { sampleRateHz, unheard, sleep, onChange } = options;
  const sound = createRing(LIMITS.soundBytes);
  const track = createTrack({ ring: sound, sampleRateHz, unheard, sleep });
  const recorder = createRecorder(sampleRateHz);
  let listeners = 0;
  let isWanted = true;
  const isSilent = () => !isWanted && listeners > 0;

  const files = {
    wav: { type: 'audio/wav', make: () => recorder.wav() },
    vtt: { type: 'text/vtt; charset=utf-8', make: () => recorder.captions('vtt') },
    srt: { type: 'application/x-subrip; charset=utf-8', make: () => recorder.captions('srt') },
  };

  return {
    sound,
    observe: recorder.observe,
    watch: {
      ...track.watch,
      sent(piece, samples) {
        track.watch.sent(piece, samples);
        recorder.sent(piece, samples);
      },
      takenBack(count) {
        track.watch.takenBack(count);
        recorder.takenBack(count);
      },
    },
    place: track.place,
    onListener() {
      listeners += 1;
      onChange();
      return () => {
        listeners -= 1;
        onChange();
      };
    },
    get listeners() {
      return listeners;
    },
    get isSilent() {
      return isSilent();
    },
    quieted: (player) => ({
      ...player,
      write: (samples) => player.write(isSilent() ? new Float32Array(samples.length) : samples),
    }),
    routes: [
      route({
        method: 'POST',
        path: '/v1/loudspeaker',
        summary: "whether this machine's own loudspeaker sounds while a page plays; without a page it always does",
        access: 'token',
        body: { schema: z.object({ on: z.boolean() }) },
        answers: { 200: { means: 'what holds now', schema: z.object({ on: z.boolean() }) } },
        async run({ body, response }) {
          isWanted = body.on;
          onChange();
          json(response, 200, { on: !isSilent() });
        },
      }),
      ...Object.entries(files).map(([kind, { type, make }]) =>
        route({
          method: 'GET',
          path: `/v1/heard.${kind}`,
          summary: `what was heard in the last minutes, as ${kind.toUpperCase()}`,
          access: 'token',
          answers: { 200: { means: 'the file', types: [type] } },
          async run({ response }) {
            begin(response, 200, type, { 'content-disposition': `attachment; filename="stream-tts.${kind}"` });
            response.end(make());
          },
        }),
      ),
    ],
  };
}
