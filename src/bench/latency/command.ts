import { statSync } from 'node:fs';
import { createEngines, modelFilesInUse } from '../../app/engines.ts';
import { openReader } from '../../app/reader.ts';
import { resolveSettings, type Settings } from '../../app/settings.ts';
import { benchTools, openStore } from '../../app/store.ts';
import { settleVoice } from '../../app/voices.ts';
import type { Voice } from '../../spec/contracts.ts';
import { benchClient } from '../client.ts';
import { JAPANESE_REPLIES } from '../data/replies.ts';
import type { BenchOptions, BenchResult } from '../index.ts';
import { describeMachine, rounded } from '../machine.ts';
import { speakBusily } from './busy.ts';
import { benchGrowth } from './growth.ts';
import { benchLatency, REPLY } from './index.ts';
import { instantFtts } from './instant.ts';
import { peakOfSpeak } from './memory.ts';
import { readReplies } from './replies.ts';
import { besideRoadPeers } from './road-peers.ts';
import { sustainedSpeed } from './sustained.ts';
import { overVoicePeer, type VoicePeerReport } from './voice-peer.ts';

const CLIENT_STARTS = 15;
const INSTANT_REPLIES = 31;
const PEER_REPLIES = 10;

/** Figures of the contract that this bench has no way to yet, or that another one has: with the reason. */
const ELSEWHERE = {
  realTimeFactor: 'measured by bench synthesis',
  firstPcmOverWhole: 'measured by bench synthesis',
  sustainedSpeed: 'only with --minutes 10: each speed is held so long',
  sustainedSpeedBusy: 'the same beside a compile',
  busyUnderruns: 'only with --busy 60: so long beside a compile',
};

/** `bench latency`: the engines of the settings, measured; then the thin client, and another program with our weights. */
export async function latencyBench({
  version,
  flags,
  env,
  engines: _,
  minutes,
  busyMinutes,
  growth: isGrowthAsked,
  ...rest
}: BenchOptions): Promise<BenchResult> {
  const { settings: settled, ...about } = await settleVoice(resolveSettings(flags, env), env);
  const settings = { ...settled, cache: false };
  const engines = createEngines(settings, env, undefined, about);
  try {
    const bytes = modelFilesInUse(settings, env).reduce((sum, file) => sum + statSync(file).size, 0);
    const peakMB = rest.short ? null : await peakOfSpeak({ settings, env, text: REPLY, signal: rest.signal });
    const report = await benchLatency({ settings, engines, ...rest });
    const client = await benchClient(CLIENT_STARTS);
    const peer: VoicePeerReport = rest.short
      ? { reason: 'left out of the short form' }
      : await besidePeer(engines.voice, settings, { env, signal: rest.signal });
    const replies = readReplies(rest.evalDirectory, INSTANT_REPLIES).english;
    const instant = rest.short
      ? { figures: { instantFttsMs: null }, note: 'left out of the short form' }
      : await instantFtts({ settings, env, replies, signal: rest.signal });
    const peers = rest.short
      ? []
      : await besideRoadPeers({ settings, env, ...rest, replies: replies.slice(0, PEER_REPLIES) });
    const { signal, onProgress } = rest;
    const speech = { settings, engines, replies, signal, onProgress };
    const sustained = minutes === undefined ? undefined : await sustainedSpeed({ ...speech, minutes });
    const busy = busyMinutes === undefined ? undefined : await speakBusily({ ...speech, minutes: busyMinutes });
    const growth = isGrowthAsked ? await benchGrowth({ settings, env, engines, signal, onProgress }) : undefined;
    const elsewhere = Object.fromEntries(Object.keys(ELSEWHERE).map((key) => [key, null]));
    const figures = {
      ...elsewhere,
      ...report.figures,
      ...client.figures,
      ...instant.figures,
      ...growth?.figures,
      peakMemoryMB: rounded(peakMB),
      modelsMB: Math.round(bytes / 2 ** 20),
      memoryAboveModelsMB: rounded(peakMB && peakMB - bytes / 2 ** 20),
      ...(sustained && {
        sustainedSpeed: sustained.idle,
        sustainedSpeedBusy: sustained.busy,
        compileKept: sustained.compileKept,
      }),
      ...(busy && { busyUnderruns: busy.underrunsInside }),
      voiceOverPeer: 'over' in peer ? Math.round(peer.over * 1000) / 1000 : null,
    };
    const notes = {
      ...ELSEWHERE,
      ...report.notes,
      ...client.notes,
      peakMemoryMB: 'of `speak` in a process of its own, from its start to the end of ten sentences',
      instantFttsMs: instant.note,
      ...(sustained && {
        sustainedSpeed: `the highest of 2, 1.75 … 0.5 held for ${minutes} min with no gap over 0.6 s`,
        sustainedSpeedBusy: 'the same beside two processes that do nothing but compute',
        compileKept: 'how much of their speed those two kept',
      }),
      ...(busy && {
        busyUnderruns: `inside ${busy.sentences} sentences, ${busy.soundSeconds} s of sound in ${busy.seconds} s, beside the same`,
      }),
      voiceOverPeer: 'over' in peer ? `${peer.peer}; its factor is ${peer.peerRealTimeFactor.toFixed(2)}` : peer.reason,
    };
    const rows = [
      ...report.rows,
      ...peers,
      ...(sustained?.rows ?? []),
      ...(busy ? [busy] : []),
      ...(growth?.rows ?? []),
    ];
    return { bench: 'latency', version, machine: describeMachine(), ...report, figures, notes, rows };
  } finally {
    await engines.dispose();
  }
}

/** The first sentences of our Japanese replies, said by both. */
async function besidePeer(
  voice: Voice,
  settings: Settings,
  { env, signal }: Pick<BenchOptions, 'env' | 'signal'>,
): Promise<VoicePeerReport> {
  if (!voice.name.startsWith('kokoro:')) return { reason: `${voice.name} is not Kokoro` };
  const store = openStore(env);
  const file = (name: string) => store.file('kokoro-82m', name);
  return await overVoicePeer({
    ...{ voice, reader: openReader(settings, env), toolsDirectory: benchTools(env) },
    files: { model: file('kokoro.int8.onnx'), voices: file('voices_ja.npz'), vocab: file('vocab.json') },
    texts: JAPANESE_REPLIES.map((reply) => `${reply.split('。')[0]}。`),
    signal,
  });
}
