import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { listPlayers } from '../engines/players/index.ts';
import { findLlamaServer, LLAMA_SERVER_INSTALL } from '../engines/translators/llama-server-program.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { resolveSettings, settingsFile } from './settings.ts';
import { missingModels, openStore } from './store.ts';
import { importTransformers, transformersHome, transformersInstall } from './transformers.ts';
import { explainTranslator } from './translator-choice.ts';
import { planTranslators } from './translators.ts';
import { planVoice, settleVoice } from './voices.ts';

export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
  /** The command that mends it. */
  readonly fix?: string;
  /** True when the main job cannot run without it. */
  readonly needed: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Looks at everything that the main job needs on this machine, one finding after the other. */
export async function* examine(env: Env): AsyncGenerator<Finding> {
  yield nodeVersion();
  yield settings(env);
  yield await library('llama.cpp', llama);
  yield await library('onnxruntime', onnxruntime);
  yield* models(env);
  yield await translator(env);
  yield await llamaServer(env);
  yield await transformers(env);
  yield await voice(env);
  yield await sound(env);
  yield await pip(env);
  yield gpu();
}

function nodeVersion(): Finding {
  const ok = Number(process.versions.node.split('.')[0]) >= 20;
  return {
    check: 'node',
    ok,
    detail: `Node ${process.version}`,
    needed: true,
    ...(ok ? {} : { fix: 'nvm install 20' }),
  };
}

function settings(env: Env): Finding {
  const file = settingsFile(env);
  try {
    resolveSettings({}, env);
    return {
      check: 'settings',
      ok: true,
      detail: existsSync(file) ? file : 'none; the defaults are in force',
      needed: true,
    };
  } catch (error) {
    return { check: 'settings', ok: false, detail: messageOf(error), fix: `edit ${file}`, needed: true };
  }
}

async function library(check: string, load: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await load(), needed: true };
  } catch (error) {
    return { check, ok: false, detail: messageOf(error), fix: 'npm ci', needed: true };
  }
}

async function llama(): Promise<string> {
  const { getLlama, LlamaLogLevel, getModuleVersion } = await import('node-llama-cpp');
  const instance = await getLlama({
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.disabled,
    progressLogs: false,
  });
  const where = instance.gpu === false ? 'the CPU' : instance.gpu;
  await instance.dispose();
  return `node-llama-cpp ${await getModuleVersion()}, on ${where}`;
}

async function onnxruntime(): Promise<string> {
  const { env } = await import('onnxruntime-node');
  return `onnxruntime ${env.versions.node ?? env.versions.common}, on the CPU`;
}

function* models(env: Env): Generator<Finding> {
  const store = openStore(env);
  const needed = store.catalogue.filter((model) => model.default && model.role !== 'translator');
  const missing = new Set(
    missingModels(
      store,
      needed.map(({ id }) => id),
    ),
  );
  for (const { id, summary } of needed) {
    const ok = !missing.has(id);
    const fix = ok ? {} : { fix: `npx stream-tts models pull ${id}` };
    const detail = ok ? summary : `${summary}; not on this machine`;
    yield { check: `model ${id}`, ok, detail, needed: !BETTER_WITH.has(id), ...fix };
  }
}

/** Part of the default set, and the main job runs without: unknown English words are read by rules, English as kana. */
const BETTER_WITH: ReadonlySet<string> = new Set(['e2k', 'kokoro-english']);

/** Which voice speaks, and why that one. */
async function voice(env: Env): Promise<Finding> {
  try {
    const { settings: settled, reason } = await settleVoice(resolveSettings({}, env), env);
    const { name, models: wanted } = planVoice(settled, openStore(env), env);
    const missing = missingModels(openStore(env), wanted);
    const why = reason === undefined ? 'as set' : reason;
    if (missing.length === 0) return { check: 'voice', ok: true, detail: `${name}: ${why}`, needed: false };
    const fix = `npx stream-tts models pull ${missing.join(' ')}`;
    return { check: 'voice', ok: false, detail: `${name} (${why}) lacks ${missing.join(', ')}`, fix, needed: true };
  } catch (error) {
    return { check: 'voice', ok: false, detail: messageOf(error), fix: 'npx stream-tts voices', needed: true };
  }
}

/** One that is here is enough, whichever it is. */
async function translator(env: Env): Promise<Finding> {
  try {
    const store = openStore(env);
    const settings = resolveSettings({}, env);
    const [first] = planTranslators(settings, store, env);
    const missing = missingModels(store, first?.models ?? []);
    const { models, reason } = await explainTranslator(settings, store, env);
    const fix = missing.length === 0 ? {} : { fix: `npx stream-tts models pull ${models.join(' ')}` };
    return { check: 'translator', ok: missing.length === 0, detail: reason, needed: true, ...fix };
  } catch (error) {
    const fix = error instanceof StreamTtsError && error.fix !== undefined ? { fix: error.fix } : {};
    return { check: 'translator', ok: false, detail: messageOf(error), needed: true, ...fix };
  }
}

/** llama.cpp's own server, which some prefer. */
async function llamaServer(env: Env): Promise<Finding> {
  const check = 'llama-server';
  const known = env.STREAM_TTS_LLAMA_SERVER;
  if (known !== undefined && /^https?:/.test(known)) {
    return { check, ok: true, detail: `one that runs, at ${known}`, needed: false };
  }
  const program = findLlamaServer(known, env);
  if (program === undefined) {
    const detail = `${known ?? 'not on PATH'}; only --translator llama-server needs it`;
    return { check, ok: known === undefined, detail, needed: false, fix: LLAMA_SERVER_INSTALL };
  }
  try {
    const { stdout } = await promisify(execFile)(program, ['--list-devices'], { timeout: PROGRAM_MS });
    const devices = [...stdout.matchAll(/^\s+(\w+): (.+)$/gm)].map(([, name, what]) => `${name} (${what})`);
    return { check, ok: true, detail: `${program}, on ${devices.join(', ') || 'the CPU'}`, needed: false };
  } catch (error) {
    return {
      check,
      ok: false,
      detail: `${program} does not run: ${messageOf(error)}`,
      needed: false,
      fix: LLAMA_SERVER_INSTALL,
    };
  }
}

const PROGRAM_MS = 10_000;

/** Only one translator runs on it. */
async function transformers(env: Env): Promise<Finding> {
  const check = 'transformers.js';
  const store = openStore(env);
  try {
    await importTransformers(store);
    return { check, ok: true, detail: transformersHome(store), needed: false };
  } catch {
    const detail = 'not installed; only --translator nllb needs it';
    return { check, ok: true, detail, fix: transformersInstall(store), needed: false };
  }
}

async function sound(env: Env): Promise<Finding> {
  const players = await listPlayers({ env, sampleRateHz: 24_000 });
  const say = (all: typeof players) => all.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
  const working = players.filter(({ found }) => found);
  if (working.length > 0) return { check: 'sound', ok: true, detail: say(working), needed: false };
  const installed = players.filter(({ detail }) => detail !== 'not installed');
  const detail = installed.length > 0 ? say(installed) : 'no player is installed';
  return {
    check: 'sound',
    ok: false,
    detail: `${detail}; --out FILE.wav works without`,
    fix: soundFix(installed.length > 0),
    needed: false,
  };
}

function soundFix(installed: boolean): string {
  if (process.platform === 'darwin') return 'brew install ffmpeg';
  if (process.platform === 'win32') return 'winget install Gyan.FFmpeg';
  return installed ? 'pulseaudio --start' : 'sudo apt-get install -y pulseaudio-utils';
}

async function pip(env: Env): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)(env.STREAM_TTS_PYTHON ?? 'python3', ['-m', 'pip', '--version']);
    return { check: 'pip', ok: true, detail: stdout.split(' from ')[0] ?? stdout.trim(), needed: false };
  } catch {
    const detail = 'Python 3 with pip is the second way to the models, where the model hub cannot be reached';
    return { check: 'pip', ok: false, detail, fix: 'sudo apt-get install python3-pip', needed: false };
  }
}

/** The GPU builds of llama.cpp are large, so they come only when someone asks. */
function gpu(): Finding {
  const cuda = existsSync('/proc/driver/nvidia/version');
  const detail = cuda ? 'an NVIDIA GPU is here; llama.cpp for it is 540 MB' : 'none that needs another build';
  const fix = cuda
    ? {
        fix: `npm pkg delete 'overrides.@node-llama-cpp/${process.platform === 'win32' ? 'win' : 'linux'}-x64-cuda' && npm install`,
      }
    : {};
  return { check: 'gpu', ok: true, detail, needed: false, ...fix };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
