import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createEngines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { benchTools, openStore } from '../../app/store.ts';
import { CHARACTERS_PER_TOKEN, tokens } from '../../pipeline/pace.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { median, rounded } from '../machine.ts';
import { askProgram } from './ask-program.ts';
import { firstSoundOf } from './first-sounds.ts';
import type { Reply } from './replies.ts';
import { ECHOGARDEN, REALTIME_TTS } from './road-peer-programs.ts';

export interface RoadPeerOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In English. */
  readonly replies: readonly Reply[];
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** Another program and this one on the same replies, in English, with the same kind of voice. */
export interface RoadPeerRow {
  readonly input: 'peer';
  readonly peer: string;
  readonly setting: string;
  readonly voice: string;
  /** First token to first sound, medians. */
  readonly peerFirstSoundMs: number | null;
  readonly firstSoundMs: number | null;
  /** Our time over theirs, reply by reply: the median. */
  readonly over: number | null;
  /** Why it was not measured, with what to type. */
  readonly reason?: string;
}

const PACE = 80;
const ANSWER = z.object({ version: z.string(), firstSoundMs: z.array(z.number()) });

interface Peer {
  readonly peer: string;
  readonly setting: string;
  /** Ours. */
  readonly voice: string;
  /** Below the tools' directory: what must be there, what runs the program, and what installs it. */
  readonly needs: (tools: string) => string;
  readonly command: (tools: string) => readonly string[];
  readonly install: (tools: string) => string;
  readonly ask: (options: RoadPeerOptions) => object;
}

const echogarden = (tools: string) => join(tools, 'echogarden');
const python = (tools: string) => join(tools, 'venv', 'bin', 'python');
const installPython = (tools: string) =>
  `python3 -m venv ${join(tools, 'venv')} && ${python(tools)} -m pip install RealtimeTTS==0.8.10 PyAudio pyttsx3 kokoro-onnx==0.6.1 (with libportaudio2 and espeak-ng)`;

const PEERS: readonly Peer[] = [
  {
    peer: 'RealtimeTTS',
    setting: 'its SystemEngine (espeak-ng), its rule-based tokenizer, the rest as it comes',
    voice: 'system',
    needs: python,
    command: (tools) => [python(tools), '-c', REALTIME_TTS],
    install: installPython,
    ask: () => ({ engine: 'system' }),
  },
  {
    peer: 'RealtimeTTS',
    setting: 'kokoro-onnx 0.6.1 as its engine (the int8 graph as published, af_heart), its rule-based tokenizer',
    voice: 'kokoro:af_heart',
    needs: python,
    command: (tools) => [python(tools), '-c', REALTIME_TTS],
    install: installPython,
    ask: ({ env }) => {
      const store = openStore(env);
      const file = (name: string) => store.file('kokoro-82m', name);
      const style = store.file('kokoro-english', 'af_heart.bin');
      return { engine: 'kokoro', model: file('kokoro.int8.onnx'), vocab: file('vocab.json'), style };
    },
  },
  {
    peer: 'echogarden',
    setting: 'its espeak engine, when the whole reply is there: it takes no stream',
    voice: 'system',
    needs: echogarden,
    command: (tools) => [process.execPath, '--input-type=module', '-e', ECHOGARDEN, echogarden(tools)],
    install: (tools) => `npm install --prefix ${echogarden(tools)} --ignore-scripts echogarden@3.4.0`,
    ask: () => ({}),
  },
];

/**
 * First token to first sound of programs that speak a stream of text, or read text aloud, beside ours: each peer says all
 * replies, then we do. Peers that are not installed stay as a row with the reason.
 */
export async function besideRoadPeers(options: RoadPeerOptions): Promise<RoadPeerRow[]> {
  const rows: RoadPeerRow[] = [];
  for (const one of PEERS) {
    options.onProgress(`beside ${one.peer}, ${one.setting} …`);
    rows.push({ input: 'peer', ...(await besideOne(one, options)) });
  }
  return rows;
}

async function besideOne(one: Peer, options: RoadPeerOptions): Promise<Omit<RoadPeerRow, 'input'>> {
  const { peer, setting, voice } = one;
  const nothing = { peer, setting, voice, peerFirstSoundMs: null, firstSoundMs: null, over: null };
  const tools = benchTools(options.env);
  if (!existsSync(one.needs(tools))) return { ...nothing, reason: `not installed; type: ${one.install(tools)}` };
  try {
    const theirs = await askPeer(one, tools, options);
    const ours = await ourFirstSounds(voice, options);
    return {
      ...{ peer: `${peer} ${theirs.version}`, setting, voice },
      peerFirstSoundMs: rounded(median(theirs.firstSoundMs)),
      firstSoundMs: rounded(median(ours)),
      over: median(ours.map((ms, i) => ms / (theirs.firstSoundMs[i] ?? Number.NaN))),
    };
  } catch (error) {
    options.signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    const fix = error instanceof StreamTtsError && error.fix ? error.fix : one.install(tools);
    return { ...nothing, reason: `${message}; type: ${fix}` };
  }
}

async function askPeer({ command, ask }: Peer, tools: string, options: RoadPeerOptions) {
  const replies = options.replies.map(({ text }) => tokens(text));
  const characterMs = 1000 / (PACE * CHARACTERS_PER_TOKEN);
  return await askProgram(command(tools), { ...ask(options), replies, characterMs }, ANSWER, options.signal);
}

async function ourFirstSounds(voice: string, { settings: given, env, replies, signal }: RoadPeerOptions) {
  const settings = { ...given, to: 'en', translator: 'none', voice };
  const engines = createEngines(settings, env);
  try {
    await engines.voice.warm();
    const ours: number[] = [];
    const measure = { settings, engines, tokensPerSecond: PACE, signal };
    // The first of a process is slower; the peers too say one before.
    for (const [i, reply] of [...replies.slice(0, 1), ...replies].entries()) {
      const sound = await firstSoundOf(measure, reply);
      if (i > 0) ours.push(sound?.firstSoundMs ?? Number.NaN);
    }
    return ours;
  } finally {
    await engines.dispose();
  }
}
