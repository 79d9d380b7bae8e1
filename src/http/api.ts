import { z } from 'zod';
import { CONTROLS, type ControlName, type Words } from '../daemon/remote.ts';
import { textOf } from './body.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { begin, HttpError, json, put } from './reply.ts';
import { type Call, type Route, route } from './route.ts';
import { answerSpeech, MODELS, SPEECH, type Speech } from './speech.ts';

export interface Api {
  readonly status: () => object;
  readonly control: (action: string, args: Readonly<Record<string, unknown>>) => Promise<object>;
  /** Speaks a stream; `flags` are options as on the command line. Gives objects, a line each. */
  readonly speak: (
    flags: readonly string[],
    bytes: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ) => AsyncIterable<object>;
  /** What an agent's hook says, as it came; returns at once. */
  readonly hook: (body: string) => void;
  readonly speech: Speech;
  readonly voices: () => Promise<readonly VoiceRow[]>;
  readonly metrics: Pick<Metrics, 'text'>;
  /** Of this moment, for the metrics. */
  readonly gauges: () => Readonly<Record<string, number>>;
  readonly limits?: Partial<Limits>;
  /** ffmpeg's name or path. */
  readonly encoder?: string;
}

interface VoiceRow {
  readonly name: string;
  readonly voice: string;
  readonly language: string;
  readonly available: boolean;
}

/** What a program may say of its stream; files are for those who have a terminal. */
export const STREAM_FLAGS = [
  ...['from', 'to', 'translator', 'voice', 'name', 'speed', 'volume', 'detail', 'behind', 'fastest', 'code'],
  ...['notices', 'subagents', 'narration'],
] as const;

const JSON_OBJECT = z.looseObject({});

/** The API for programs. */
export function apiRoutes(api: Api): Route[] {
  const limits = { ...LIMITS, ...api.limits };
  const inside = createDoorkeeper(limits.roads);
  return [
    route({
      method: 'GET',
      path: '/v1/status',
      summary: CONTROLS.status.summary,
      access: 'token',
      answers: { 200: { means: 'as status --json', schema: JSON_OBJECT } },
      run: async ({ response }) => json(response, 200, api.status()),
    }),
    route({
      method: 'POST',
      path: '/v1/control',
      summary: 'a control by its name, with its words beside it',
      access: 'token',
      body: { schema: z.looseObject({ action: z.string() }) },
      answers: { 200: { means: 'what was done', schema: JSON_OBJECT } },
      async run({ body: { action, ...args }, response }) {
        json(response, 200, await api.control(action, args));
      },
    }),
    ...Object.entries(CONTROLS)
      .filter(([name]) => name !== 'status' && name !== 'quit')
      .map(([name, words]) => controlRoute(name as ControlName, words, api)),
    route({
      method: 'POST',
      path: '/v1/speak',
      summary: 'speaks a text or the stream of an agent while it comes; its events come back, a JSON object a line',
      access: 'token',
      query: z.strictObject(Object.fromEntries(STREAM_FLAGS.map((name) => [name, z.string().max(500).optional()]))),
      body: 'stream',
      answers: {
        200: { means: 'events as of --events, then a result', types: ['application/x-ndjson'] },
        429: { means: 'too many at once' },
      },
      run: (call) => inside(() => speak(call, api, limits)),
    }),
    route({
      method: 'POST',
      path: '/v1/audio/speech',
      summary: "the sound of a text, as OpenAI's speech API",
      access: 'token',
      body: { schema: SPEECH },
      answers: {
        200: {
          means: 'the sound, each piece as soon as it is made',
          types: [...['mpeg', 'ogg', 'aac', 'flac', 'wav', 'pcm'].map((name) => `audio/${name}`), 'text/event-stream'],
        },
        429: { means: 'too many at once' },
      },
      run: ({ body, response, signal }) =>
        inside(() => answerSpeech(body, { response, signal, speech: api.speech, limits, encoder: api.encoder })),
    }),
    route({
      method: 'GET',
      path: '/v1/audio/voices',
      summary: 'who can speak here',
      access: 'token',
      answers: {
        200: { means: 'the voices', schema: z.object({ voices: z.array(z.looseObject({ id: z.string() })) }) },
      },
      async run({ response }) {
        const voices = await api.voices();
        json(response, 200, { voices: voices.map((one) => ({ id: one.voice, ...one })) });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/models',
      summary: "the models of /v1/audio/speech, as OpenAI's list",
      access: 'token',
      answers: { 200: { means: 'the models', schema: z.object({ object: z.string(), data: z.array(JSON_OBJECT) }) } },
      async run({ response }) {
        const data = Object.values(MODELS).map((id) => ({ id, object: 'model', created: 0, owned_by: 'stream-tts' }));
        json(response, 200, { object: 'list', data });
      },
    }),
    route({
      method: 'GET',
      path: '/metrics',
      summary: "figures in Prometheus' text form",
      access: 'token',
      answers: { 200: { means: 'the figures', types: [METRICS_TYPE] } },
      async run({ response }) {
        begin(response, 200, METRICS_TYPE);
        response.end(api.metrics.text(api.gauges()));
      },
    }),
    route({
      method: 'POST',
      path: '/hook',
      summary: 'what an agent hands to its hooks; answered {} at once, which is no opinion',
      access: 'hook',
      body: 'stream',
      answers: {
        200: { means: 'no opinion', schema: JSON_OBJECT },
        413: { means: 'the body is too large' },
        415: { means: 'not JSON' },
      },
      async run({ request, response }) {
        if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
          throw new HttpError(415, 'usage', 'A hook speaks JSON.');
        // One payload, or several, a line each: as it comes, the proxy and plugins send all that came meanwhile at once.
        const body = await textOf(request, limits.hookBytes, limits.bodyMs);
        // The agent does not wait for what is done with it.
        json(response, 200, {});
        api.hook(body);
      },
    }),
  ];
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** A control as a route of its own, by its row in the table of controls. */
function controlRoute(name: ControlName, words: Words, api: Api): Route {
  const { summary, switches = [], session, number, text } = words;
  const value = number && z.number().min(number.least).max(number.most);
  return route({
    method: 'POST',
    path: `/v1/${name}`,
    summary,
    access: 'token',
    body: {
      schema: z.object({
        ...Object.fromEntries(switches.map((one) => [one, z.boolean().optional()])),
        ...(session && { session: z.string().min(1).max(500).optional() }),
        ...(number && value && { [number.name]: number.isNeeded ? value : value.optional() }),
        ...(text && { [text.name]: z.string().min(1).max(text.most) }),
      }),
    },
    answers: { 200: { means: 'what was done', schema: JSON_OBJECT } },
    async run({ body, response }) {
      json(response, 200, await api.control(name, body as Readonly<Record<string, unknown>>));
    },
  });
}

async function speak({ query, request, response, signal }: Call, api: Api, limits: Limits): Promise<void> {
  const flags = Object.entries(query).map(([name, value]) => `--${name}=${value}`);
  const lines = api.speak(flags, request, signal)[Symbol.asyncIterator]();
  // What is wrong with the words is known before the first line, and is a status of its own.
  let line = await lines.next();
  begin(response, 200, 'application/x-ndjson');
  for (; !line.done; line = await lines.next()) {
    if (!(await put(response, `${JSON.stringify(line.value)}\n`, limits.stuckMs))) return;
  }
  response.end();
}

/** Lets so many in at the same time. */
function createDoorkeeper(most: number) {
  let inside = 0;
  return async (work: () => Promise<void>): Promise<void> => {
    if (inside >= most) throw new HttpError(429, 'busy', `${most} streams are being spoken already.`);
    inside += 1;
    try {
      await work();
    } finally {
      inside -= 1;
    }
  };
}
