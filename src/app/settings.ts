import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { nearest } from '../kit/nearest.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { SPAN_KINDS } from '../spec/parts.ts';
import { RULE_NAMES } from '../text/spoken.ts';
import { settingsFile } from './settings-file.ts';

export { settingsFile } from './settings-file.ts';

export const FORMATS = [
  'auto',
  'claude',
  'claude-transcript',
  'hook',
  'codex',
  'codex-rollout',
  'gemini',
  'opencode',
  'cursor',
  'amp',
  'copilot',
  'acp',
  'anthropic',
  'openai-chat',
  'openai-responses',
  'text',
] as const;

/** Every option of `speak` and `say`: one table for flags, STREAM_TTS_… variables, the settings file and the help. */
export const SETTINGS = z.strictObject({
  from: z.enum(FORMATS).default('auto').describe('format of the input'),
  to: z.string().min(2).default('ja').describe('language spoken, BCP 47'),
  translator: z.string().min(1).default('auto').describe('auto, none, or NAME[:MODEL]; MODEL may be a GGUF file'),
  voice: z.string().min(1).default('auto').describe('auto or NAME[:VOICE]'),
  kokoroGraph: z
    .enum(['streaming', 'whole'])
    .default('streaming')
    .describe('how Kokoro speaks: in windows, or each utterance whole by its untouched graph'),
  server: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("address of the voice's server: voicevox, openai, cosyvoice"),
  speech: z
    .strictObject({
      model: z.string().min(1).optional().describe('openai: the model, where the voice does not name it'),
      instructions: z.string().min(1).optional().describe('openai: how it is to be said'),
      rate: z.number().int().min(8000).max(192_000).optional().describe('openai: samples a second of its PCM'),
      version: z
        .union([z.literal(1), z.literal(2), z.literal(3)])
        .optional()
        .describe('cosyvoice: of the model'),
      prompt: z.string().min(1).optional().describe('cosyvoice: a WAV file of the voice to speak like'),
      promptText: z.string().min(1).optional().describe('cosyvoice: what is said in it'),
    })
    .default({})
    .describe('what the server of a voice has to be told: {"model": "tts-1", "rate": 24000}'),
  runtime: z
    .enum(['pure', 'workers', 'daemon', 'nats'])
    .optional()
    .describe('where the engines run; without it the warm process if one runs, else pure'),
  speed: z.number().min(0.5).max(4).default(1).describe('0.5 to 4, pitch kept'),
  detail: z.enum(['auto', 'full', 'brief', 'final']).default('auto').describe('how much of a message is spoken'),
  behind: z
    .enum(['keep', 'faster', 'shorten', 'latest'])
    .default('faster')
    .describe(
      'when speech falls behind: nothing, speed up, leave out what --detail brief does, go to the last message',
    ),
  fastest: z.number().min(1).max(3).default(1.3).describe('how much faster `--behind faster` may get'),
  device: z.string().min(1).optional().describe('the loudspeaker'),
  volume: z.number().min(0).max(1).default(1).describe('0 to 1'),
  others: z
    .enum(['whole', 'first'])
    .default('first')
    .describe('what the warm process says of sessions beside that of the last prompt: all, or first sentences'),
  names: z.boolean().default(true).describe("says a session's name when the speaker changes"),
  name: z.string().min(1).optional().describe("what a session is called; its directory's name without"),
  quiet: z
    .string()
    .regex(/^([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d$/, 'is written as 22:00-07:00')
    .optional()
    .describe('hours of the day in which the warm process only shows captions: 22:00-07:00'),
  microphone: z
    .boolean()
    .default(true)
    .describe('the warm process stands still while another program records from the microphone'),
  projects: z
    .record(
      z.string().min(1),
      z.strictObject({
        name: z.string().min(1).optional().describe('what its sessions are called'),
        voice: z.string().min(1).optional().describe('auto or NAME[:VOICE]'),
        muted: z.boolean().optional().describe('captions only'),
      }),
    )
    .default({})
    .describe('sessions by their directory or its name: {"my-app": {"name": "アプリ", "voice": "kokoro:jm_kumo"}}'),
  warm: z.boolean().default(false).describe('starts the warm process when none runs'),
  port: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('loopback port of the warm process, for programs and hooks, chosen by setup; 0 is a free one'),
  host: z
    .string()
    .regex(/^[a-z0-9.:-]+$/i, 'must be an address or a name')
    .default('127.0.0.1')
    .describe('address where that port is heard; another than 127.0.0.1 lets in other machines that have the token'),
  idle: z.number().min(0).default(30).describe('minutes after which an idle warm process ends; 0 is never'),
  notices: z.boolean().default(false).describe("also speak the agent's notices"),
  subagents: z.boolean().default(false).describe('also speak the prose of subagents'),
  narration: z.boolean().default(false).describe('also speak prose that comes marked as narration in thinking'),
  code: z.enum(['skip', 'announce', 'read']).default('announce').describe('what is said of code blocks'),
  out: z.string().min(1).optional().describe('writes the sound to FILE.wav; nothing is played'),
  captions: z
    .string()
    .regex(/\.(vtt|srt)$/, 'must end in .vtt or .srt')
    .optional()
    .describe('writes bilingual captions to FILE.vtt or FILE.srt'),
  events: z.string().min(1).optional().describe('writes the event log to FILE, or - for stdout'),
  pace: z.number().positive().optional().describe('replays recorded input at this many tokens a second'),
  rules: z
    .strictObject({
      off: z.array(z.enum(RULE_NAMES)).default([]).describe('names of rules that are not wanted'),
      add: z
        .array(
          z.strictObject({
            pattern: z.string().refine(isPattern, 'is not a regular expression').describe('a regular expression'),
            say: z.string().describe('what is said instead; $1 is its first group'),
            kinds: z.array(z.enum(SPAN_KINDS)).optional().describe('whole spans of these kinds, instead of words'),
          }),
        )
        .default([])
        .describe('rules of your own, asked before the others'),
    })
    .default({ off: [], add: [] })
    .describe(
      'how signs, names and measures are said: {"off": ["hash"], "add": [{"pattern": "k8s", "say": "kubernetes"}]}',
    ),
  cache: z.boolean().default(true).describe('keeps what was translated and its sound, for the next time'),
  glossary: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe('how terms are translated: {"pull request": "プルリク"}'),
  workers: z
    .strictObject({ memoryMB: z.number().positive().optional().describe('a worker that holds more is started anew') })
    .default({})
    .describe('with --runtime workers: {"memoryMB": 4000}'),
  upstreams: z
    .record(z.string().regex(/^[a-z0-9-]+$/), z.url({ protocol: /^https?$/ }))
    .default({})
    .describe('where the proxy passes requests on: {"anthropic": "https://gateway.example.com"}'),
  terms: z.record(z.string(), z.string()).default({}).describe('how words are read: {"nginx": "エンジンエックス"}'),
});

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'gu');
    return true;
  } catch {
    return false;
  }
}

export type Settings = z.infer<typeof SETTINGS>;
export type SettingKey = keyof Settings;

/** What does not fit into a flag or a variable. */
export const FILE_ONLY: ReadonlySet<string> = new Set([
  ...['terms', 'rules', 'glossary', 'speech', 'workers', 'upstreams', 'projects'],
]);

type Raw = Record<string, unknown>;

/**
 * The settings in force: a flag wins over a STREAM_TTS_… variable, which wins over the settings file.
 * Throws StreamTtsError with exit code 2 on anything unknown or out of range.
 */
export function resolveSettings(
  flags: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const file = settingsFile(env);
  const fromFile = readSettings(file);
  const fromEnv: Raw = {};
  const fromFlags: Raw = {};
  const names = new Map<string, string>();
  for (const key of Object.keys(SETTINGS.shape)) {
    if (fromFile[key] !== undefined) names.set(key, `"${key}" in ${file}`);
    const variable = `STREAM_TTS_${key.toUpperCase()}`;
    if (env[variable] !== undefined && !FILE_ONLY.has(key)) {
      fromEnv[key] = fromText(key, env[variable] ?? '');
      names.set(key, variable);
    }
    const flag = flags[`no-${key}`] === true ? false : flags[key];
    if (flag !== undefined) {
      fromFlags[key] = typeof flag === 'string' ? fromText(key, flag) : flag;
      names.set(key, flag === false ? `--no-${key}` : `--${key}`);
    }
  }
  const result = SETTINGS.safeParse({ ...fromFile, ...fromEnv, ...fromFlags });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw wrong(issue, names, file);
}

function readSettings(file: string): Raw {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const { $schema: _, ...settings } = value as Raw;
      return settings;
    }
  } catch {
    // The same sentence serves broken JSON and JSON that is no object.
  }
  throw usage(`The settings file ${file} is not a JSON object.`);
}

/** Flags and variables are text; numbers and switches are written in it. */
function fromText(key: string, text: string): unknown {
  const schema = unwrap(SETTINGS.shape[key as SettingKey]);
  if (schema instanceof z.ZodNumber) return text.trim() === '' ? text : Number(text);
  if (schema instanceof z.ZodBoolean) return { true: true, '1': true, false: false, '0': false }[text] ?? text;
  return text;
}

export function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}

function wrong(issue: z.core.$ZodIssue | undefined, names: ReadonlyMap<string, string>, file: string): StreamTtsError {
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const near = nearest(key, Object.keys(SETTINGS.shape));
    return usage(`There is no setting "${key}" (in ${file})${near ? `; did you mean "${near}"?` : '.'}`);
  }
  const key = String(issue?.path[0] ?? '');
  const schema = unwrap(SETTINGS.shape[key as SettingKey]);
  const name = names.get(key) ?? key;
  if (schema instanceof z.ZodEnum) return usage(`${name} must be one of ${schema.options.join(', ')}.`);
  const description = SETTINGS.shape[key as SettingKey]?.description;
  return usage(`${name} is not right: ${issue?.message ?? 'unknown'}${description ? ` (${description})` : ''}.`);
}

function usage(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'bad-settings', stage: 'settings', exitCode: 2, message });
}
