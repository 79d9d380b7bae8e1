import type { Player } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { createAfplayPlayer } from './afplay.ts';
import type { Env } from './child.ts';
import { findProgram } from './find-program.ts';
import { createPipePlayer } from './pipe-player.ts';
import { probe } from './probe.ts';
import { PROGRAMS, type Program } from './programs.ts';
import { openPulsePlayer } from './pulse.ts';

export { createSilentPlayer } from './silent.ts';
export { createWavPlayer } from './wav.ts';

export interface OpenPlayerOptions {
  readonly sampleRateHz: number;
  /** The loudspeaker's name as the sound system knows it; its default without. */
  readonly device?: string;
  /** The sound system is found through it (PATH, PULSE_SERVER, XDG_RUNTIME_DIR, …). */
  readonly env: Env;
  /** Sound that the sound system holds ready: more is safer on a busy machine, less is heard earlier. */
  readonly latencyMs?: number;
  /** The names of the programs to try; all that are known without. */
  readonly only?: readonly string[];
}

export interface PlayerReport {
  readonly name: string;
  /** The program is there and it played a moment of silence. */
  readonly found: boolean;
  /** Where it is, or why it cannot be used. */
  readonly detail: string;
}

const LATENCY_MS = 100;

/**
 * Opens the first player that is installed and can play here. Rejects with StreamTtsError `no-sound-device`, which
 * names those that were tried; `listPlayers` says why each could not.
 */
export async function openPlayer(options: OpenPlayerOptions): Promise<Player> {
  const { sampleRateHz, device, env } = options;
  const tried = new Set<string>();
  if (wants(options, PULSE)) {
    const player = await openPulsePlayer(options).catch(() => undefined);
    if (player !== undefined) return player;
  }
  for (const program of wanted(options)) {
    const command = await findProgram(program.command, env);
    if (command === undefined) continue;
    if (device !== undefined && !program.devices) {
      tried.add(`${program.name}, which cannot be told the device`);
      continue;
    }
    const args = program.args({ sampleRateHz, device, latencyMs: options.latencyMs ?? LATENCY_MS });
    const ask = () => probe(program, command, args, env, sampleRateHz);
    const reason = await ask();
    if (reason === undefined) {
      const { name, tailMs = 0 } = program;
      return createPipePlayer({ name, command, args, env, sampleRateHz, tailMs, probe: ask });
    }
    tried.add(program.name);
  }
  const afplay = device === undefined ? await findAfplay(options) : undefined;
  if (afplay !== undefined) return createAfplayPlayer({ command: afplay, env, sampleRateHz });
  throw new StreamTtsError({
    code: 'no-sound-device',
    stage: 'player',
    exitCode: 3,
    message:
      tried.size === 0
        ? 'No program that can play sound is installed; --out FILE.wav writes the sound instead.'
        : `No sound can be played here (tried ${[...tried].join(', ')}); --out FILE.wav writes it instead.`,
    fix: tried.size === 0 ? install() : 'npx stream-tts doctor',
  });
}

/** What of the known players is here and can play, for `doctor`. */
export async function listPlayers(options: OpenPlayerOptions): Promise<PlayerReport[]> {
  const { sampleRateHz, device, env } = options;
  const reports = new Map<string, PlayerReport>();
  if (wants(options, PULSE)) {
    const player = await openPulsePlayer(options).catch(() => undefined);
    const detail = 'the native protocol of PulseAudio and PipeWire';
    if (player !== undefined) reports.set(PULSE, { name: PULSE, found: true, detail });
    await player?.dispose();
  }
  for (const program of wanted(options)) {
    const { name } = program;
    if (reports.get(name)?.found) continue;
    const command = await findProgram(program.command, env);
    if (command === undefined) {
      reports.set(name, { name, found: false, detail: 'not installed' });
      continue;
    }
    const args = program.args({ sampleRateHz, device, latencyMs: options.latencyMs ?? LATENCY_MS });
    const reason = await probe(program, command, args, env, sampleRateHz);
    reports.set(name, { name, found: reason === undefined, detail: reason ?? command });
  }
  const afplay = await findAfplay(options);
  if (afplay !== undefined) reports.set('afplay', { name: 'afplay', found: true, detail: afplay });
  return [...reports.values()];
}

function install(): string {
  if (process.platform === 'darwin') return 'brew install ffmpeg';
  if (process.platform === 'win32') return 'winget install Gyan.FFmpeg';
  return 'sudo apt-get install -y pulseaudio-utils';
}

const PULSE = 'pulse';

function wants({ only }: OpenPlayerOptions, name: string): boolean {
  return only === undefined || only.includes(name);
}

function wanted({ only }: OpenPlayerOptions): readonly Program[] {
  return only === undefined ? PROGRAMS : PROGRAMS.filter((program) => only.includes(program.name));
}

async function findAfplay(options: OpenPlayerOptions): Promise<string | undefined> {
  return wants(options, 'afplay') ? findProgram('afplay', options.env) : undefined;
}
