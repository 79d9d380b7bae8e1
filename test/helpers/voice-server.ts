import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeWav } from './wav.ts';

/** What the server does wrong with its next answer of sound. */
export type VoiceFault = 'error' | 'hang' | 'break' | 'wrong-rate';

export interface VoiceServer {
  readonly url: string;
  /** `METHOD PATH?QUERY` of all requests, in order. */
  readonly requests: string[];
  /** Bodies of the requests, as text. */
  readonly bodies: string[];
  faults: VoiceFault[];
  close(): Promise<void>;
}

const SECONDS_A_SIGN = 0.08;
const EDGE_S = 0.1;

/** A tone as long as the text, with silence around it. */
export function toneOf(text: string, sampleRateHz: number, speed = 1): Int16Array {
  const edge = Math.round(EDGE_S * sampleRateHz);
  const length = Math.round(([...text].length * SECONDS_A_SIGN * sampleRateHz) / speed);
  return Int16Array.from({ length: length + 2 * edge }, (_, i) =>
    i < edge || i >= edge + length ? 0 : Math.round(12_000 * Math.sin((2 * Math.PI * 220 * (i - edge)) / sampleRateHz)),
  );
}

/** The routes of a VOICEVOX engine that a voice uses, and its dictionary; synthesis gives a whole WAV, never a stream. */
export async function startVoicevox(): Promise<VoiceServer> {
  const words: Record<string, { surface: string; pronunciation: string }> = {};
  return await start(async ({ url, method, body, fault, response }) => {
    const query = url.searchParams;
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    switch (`${method} ${url.pathname}`) {
      case 'GET /version':
        return json('0.24.1');
      case 'GET /speakers':
        return json([
          {
            name: '四国めたん',
            speaker_uuid: 'a',
            styles: [
              { name: 'ノーマル', id: 2 },
              { name: 'あまあま', id: 0 },
            ],
          },
          { name: '歌う人', speaker_uuid: 'b', styles: [{ name: 'ノーマル', id: 3001, type: 'frame_decode' }] },
          { name: 'ずんだもん', speaker_uuid: 'c', styles: [{ name: 'ノーマル', id: 3, type: 'talk' }] },
        ]);
      case 'GET /user_dict':
        return json(words);
      case 'POST /user_dict_word': {
        const uuid = `uuid-${Object.keys(words).length}`;
        const surface = (query.get('surface') ?? '').replace(/[!-~]/g, (c) =>
          String.fromCharCode(c.charCodeAt(0) + 0xfee0),
        );
        words[uuid] = { surface, pronunciation: query.get('pronunciation') ?? '' };
        return json(uuid);
      }
      case 'POST /initialize_speaker':
        return response.writeHead(204).end();
      case 'POST /audio_query':
        if (body !== '') return response.writeHead(422).end('{"detail":"it takes no body"}');
        return json({
          accent_phrases: [{ text: query.get('text') }],
          speedScale: 1,
          outputSamplingRate: 24_000,
          kana: query.get('text'),
        });
      case 'POST /synthesis': {
        if (fault === 'error') return response.writeHead(500).end('{"detail":"the core is gone"}');
        const asked = JSON.parse(body);
        const rate = fault === 'wrong-rate' ? 44_100 : asked.outputSamplingRate;
        const wav = makeWav(toneOf(asked.kana, rate, asked.speedScale), rate);
        return send(response, wav, { 'content-type': 'audio/wav' }, fault);
      }
      default:
        return response.writeHead(404).end('{"detail":"Not Found"}');
    }
  });
}

/** `/v1/audio/speech`: 24 kHz without a header, in pieces that end in the middle of a sample. */
export async function startSpeech(): Promise<VoiceServer> {
  return await start(async ({ url, method, body, fault, response }) => {
    if (`${method} ${url.pathname}` !== 'POST /v1/audio/speech') return response.writeHead(404).end();
    if (fault === 'error') return response.writeHead(500).end('{"error":{"message":"out of memory"}}');
    const { input, speed, response_format } = JSON.parse(body);
    if (response_format !== 'pcm') return response.writeHead(400).end('{"error":{"message":"pcm only"}}');
    const rate = fault === 'wrong-rate' ? 16_000 : 24_000;
    const type = fault === 'wrong-rate' ? 'audio/L16;rate=16000;channels=1' : 'audio/pcm';
    return send(response, bytesOf(toneOf(input, rate, speed)), { 'content-type': type }, fault);
  });
}

/** CosyVoice's FastAPI server: forms by POST, samples without header or content type; its rate is the model's. */
export async function startCosyVoice(rateHz: number): Promise<VoiceServer> {
  return await start(async ({ url, method, body, fault, response }) => {
    if (url.pathname === '/openapi.json') return response.writeHead(200).end('{}');
    if (method !== 'POST' || !/^\/inference_(sft|zero_shot|cross_lingual)$/.test(url.pathname))
      return response.writeHead(404).end();
    if (fault === 'error') return response.writeHead(500).end('Internal Server Error');
    const field = (name: string) => new RegExp(`name="${name}"\r\n\r\n([^\r]*)`).exec(body)?.[1];
    const text = field('tts_text') ?? '';
    return send(response, bytesOf(toneOf(text.replace(/^.*<\|endofprompt\|>/, ''), rateHz)), {}, fault);
  });
}

interface Asked {
  readonly url: URL;
  readonly method: string | undefined;
  readonly body: string;
  readonly fault: VoiceFault | undefined;
  readonly response: ServerResponse;
}

const SOUND = /synthesis|speech|inference/;

async function start(answer: (asked: Asked) => Promise<unknown>): Promise<VoiceServer> {
  const state = { requests: [] as string[], bodies: [] as string[], faults: [] as VoiceFault[] };
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const url = new URL(request.url ?? '/', 'http://voice');
    const body = Buffer.concat(pieces).toString('utf8');
    state.requests.push(`${request.method} ${decodeURIComponent(request.url ?? '')}`);
    state.bodies.push(body);
    const fault = SOUND.test(url.pathname) ? voice.faults.shift() : undefined;
    if (fault !== 'hang') await answer({ url, method: request.method, body, fault, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const voice: VoiceServer = {
    ...state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return voice;
}

/** In pieces of odd sizes, the first of one byte; a fault breaks off after half of it. */
async function send(
  response: ServerResponse,
  body: Buffer,
  headers: Record<string, string>,
  fault?: VoiceFault,
): Promise<void> {
  response.writeHead(200, headers);
  const end = fault === 'break' ? body.length >> 1 : body.length;
  for (let at = 0, size = 1; at < end && !response.destroyed; at += size, size = 4095) {
    await new Promise((resolve) => response.write(body.subarray(at, Math.min(end, at + size)), resolve));
  }
  if (fault === 'break') response.destroy();
  else response.end();
}

function bytesOf(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [i, sample] of samples.entries()) bytes.writeInt16LE(sample, 2 * i);
  return bytes;
}
