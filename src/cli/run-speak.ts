import { createEngines } from '../app/engines.ts';
import type { Settings } from '../app/settings.ts';
import { createPlayer, speak } from '../app/speak.ts';
import { settleVoice } from '../app/voices.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { WorkerEvent } from '../workers/supervise.ts';
import type { Io } from './command.ts';
import { listenToKeys } from './keys.ts';
import { note } from './output.ts';
import { openOutputs } from './outputs.ts';
import { type AtDesk, speakAtDesk } from './own-desk.ts';

/** Speaks a stream of bytes as the settings say, with captions on stdout. Returns the exit code. */
export async function runSpeak(io: Io, wanted: Settings, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  rejectUnbuilt(wanted);
  // With a warm process these words would not have come here.
  if (wanted.runtime === 'daemon') throw noDaemon();
  const { settings, ...about } = await settleVoice(wanted, io.env);
  const engines = createEngines(settings, io.env, noteWorkers(io), about);
  // On a terminal silence looks like a fault while the models load.
  if (io.stderr.isTTY) note(io, 'stream-tts: loading the models …');
  if (about.credit !== undefined) note(io, `stream-tts: the voice is ${about.credit} (${about.reason})`);
  const outputs = openOutputs(io, settings);
  if (io.stdout.isTTY && settings.out === undefined && settings.events !== '-') {
    return await withKeys(io, { settings, engines, bytes, onEvent: outputs.observe }, outputs);
  }
  const player = await createPlayer(settings, io.env, engines.voice.sampleRateHz);
  try {
    const counts = await speak({ settings, engines, player, bytes, onEvent: outputs.observe, signal: io.signal });
    if (Object.values(counts).every((count) => count === 0)) note(io, 'stream-tts: there was no prose to speak.');
    return counts.failed > 0 ? 1 : 0;
  } finally {
    await player.dispose();
    await outputs.close();
    await engines.dispose();
  }
}

/** On a terminal, where somebody may press keys meanwhile. */
async function withKeys(io: Io, road: Omit<AtDesk, 'signal'>, outputs: ReturnType<typeof openOutputs>) {
  const over = new AbortController();
  const { say, hold } = outputs;
  const speaking = speakAtDesk({ ...road, signal: AbortSignal.any([io.signal, over.signal]) }, io.env);
  const keys = listenToKeys(io, {
    ...{ say, onHold: hold, session: () => 'own', onQuit: () => over.abort(new Error('interrupted')) },
    isInput: road.bytes === io.stdin,
    act: (action, args = {}) => speaking.control(action, args).catch((error: Error) => say(error.message)),
  });
  try {
    const { failed, sentences } = await speaking.done;
    if (sentences === 0) note(io, 'stream-tts: there was no prose to speak.');
    return failed > 0 ? 1 : 0;
  } catch (error) {
    if (over.signal.aborted) return 130;
    throw error;
  } finally {
    keys.close();
    await outputs.close();
    await road.engines.dispose();
  }
}

/** That a worker died is said, and on a terminal how much of a model is loaded. */
function noteWorkers(io: Io) {
  const told = new Map<string, number>();
  return (name: string, event: WorkerEvent): void => {
    if (event.type === 'gone') {
      note(io, `stream-tts: the worker of ${name} died (${event.reason})${event.again ? '; it is started anew' : ''}.`);
    } else if (event.type === 'loading' && io.stderr.isTTY) {
      const quarters = Math.floor(event.share * 4);
      if (quarters > (told.get(name) ?? 0)) note(io, `stream-tts: ${name}: ${quarters * 25} % loaded`);
      told.set(name, quarters);
    }
  };
}

function noDaemon(): StreamTtsError {
  return new StreamTtsError({
    code: 'no-daemon',
    stage: 'settings',
    exitCode: 3,
    message: 'No warm process runs.',
    fix: 'npx stream-tts serve',
  });
}

/** What the settings know and no part of the road does yet. */
function rejectUnbuilt({ runtime }: Settings): void {
  if (runtime !== 'nats') return;
  throw new StreamTtsError({
    code: 'not-built',
    stage: 'settings',
    exitCode: 2,
    message: '--runtime nats comes in a later version of stream-tts; leave it out.',
  });
}
