import { controlThere } from '../daemon/client.ts';
import { daemonPlace } from '../daemon/place.ts';
import { CONTROLS, type ControlName, type Words } from '../daemon/remote.ts';
import type { Io } from './command.ts';
import { note, printJson, printLine } from './output.ts';

type Reply = Record<string, unknown>;

/** How the reply of each control is said to a person. */
const SAY: Readonly<Record<ControlName, (reply: Reply) => string>> = {
  status: describe,
  pause: () => 'Paused.',
  resume: () => 'Goes on.',
  skip: ({ skipped }) => `Skipped: ${listOf(skipped).length}.`,
  repeat: ({ repeated }) => (repeated === null ? 'Nothing has been said yet.' : 'Said again.'),
  more: ({ more }) => (more === 0 ? 'Nothing was left out.' : `Says what was left out: ${more} sentences.`),
  stop: ({ stopped }) => `Stopped: ${listOf(stopped).length}.`,
  mute: () => 'Muted.',
  unmute: () => 'Heard again.',
  solo: ({ solo }) => (solo === null ? 'Nobody speaks.' : `Only ${solo} is heard.`),
  unsolo: () => 'All are heard.',
  voice: ({ voice }) => `${voice} speaks from the next sentence on.`,
  name: ({ name }) => `Called ${name}.`,
  speed: ({ speed }) => `Speed ${speed}.`,
  volume: ({ volume }) => `Volume ${volume}.`,
  log: ({ log }) => listOf(log).map(logLine).join('\n'),
  quit: () => 'Quit.',
};

/** A control's words as a person types them. */
export function usageOf({ switches = [], session, number, text }: Words): string {
  return [
    ...(text === undefined ? [] : [` ${text.name.toUpperCase()}`]),
    ...switches.map((name) => ` [--${name}]`),
    ...(session ? [' [--session ID]'] : []),
    ...(number === undefined ? [] : [number.isNeeded ? ' N' : ' [N]']),
  ].join('');
}

/** Says it to the warm process and prints its reply. Returns the exit code. */
export async function runControl(name: ControlName, words: readonly string[], io: Io): Promise<number> {
  const read = readWords(name, CONTROLS[name], words);
  if (typeof read === 'string') {
    note(io, `stream-tts: ${read}`);
    return 2;
  }
  const ending = await controlThere(daemonPlace(io.env), name, read.args);
  if (ending.type === 'nobody' || ending.type === 'lost') {
    note(io, 'stream-tts: No warm process runs. Type: npx stream-tts serve');
    return 3;
  }
  if (ending.type === 'refused') {
    note(io, `stream-tts: ${ending.message}${ending.fix ? ` Type: ${ending.fix}` : ''}`);
    return ending.exitCode;
  }
  const reply = (ending.type === 'reply' ? ending.value : {}) as Reply;
  if (read.json && name === 'log') for (const entry of listOf(reply.log)) printJson(io, entry);
  else if (read.json) printJson(io, reply);
  else printLine(io, SAY[name](reply));
  return 0;
}

type Args = Record<string, string | number | boolean>;

/** What its words mean, or a sentence about what is wrong with them. */
function readWords(name: string, own: Words, words: readonly string[]) {
  const { switches = [], session = false, number, text } = own;
  const args: Args = {};
  let json = false;
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const flag = word.startsWith('--') ? word.slice(2) : undefined;
    if (flag === 'json') json = true;
    else if (flag === 'session' && session) {
      const id = left.shift();
      if (id === undefined) return '--session needs a value; npx stream-tts status shows the sessions.';
      args.session = id;
    } else if (flag !== undefined && switches.includes(flag)) args[flag] = true;
    else if (number !== undefined && flag === undefined && Number.isFinite(Number(word)) && word.trim() !== '') {
      args[number.name] = Number(word);
    } else if (text !== undefined && flag === undefined && args[text.name] === undefined) args[text.name] = word;
    else return `${name} does not know "${word}"; it is stream-tts ${name}${usageOf(own)}.`;
  }
  if (number?.isNeeded && args[number.name] === undefined) {
    return `${name} needs a number: stream-tts ${name} ${number.example}`;
  }
  if (text !== undefined && args[text.name] === undefined) {
    return `${name} needs a word: stream-tts ${name} ${text.example}`;
  }
  return { args, json };
}

function describe(reply: Reply): string {
  const { sessions, models, memoryMB, device, paused, muted, speed, volume, trouble, pid } = reply;
  const state = [paused ? 'paused' : undefined, muted ? 'muted' : undefined].filter(Boolean);
  const lines = [
    `Process ${pid}, ${memoryMB} MB, ${device ?? 'no loudspeaker open'}${state.length > 0 ? `, ${state.join(', ')}` : ''}; speed ${speed}, volume ${volume}.`,
    ...(typeof trouble === 'string' ? [trouble] : []),
    ...listOf(models).map((model) => `  model    ${field(model, 'name')} (${field(model, 'residentMB')} MB)`),
    ...listOf(sessions).map(
      (one) =>
        `  session  ${field(one, 'sessionId')} ${field(one, 'name')} (${field(one, 'voice')}): ${field(one, 'queued')} sentences wait` +
        `${field(one, 'speaking') === 'true' ? ', speaks' : ''}${field(one, 'muted') === 'true' ? ', muted' : ''}`,
    ),
  ];
  return lines.join('\n');
}

function logLine(entry: unknown): string {
  const reason = field(entry, 'reason');
  return `${field(entry, 'at').slice(11, 19)} ${field(entry, 'outcome')}${reason === '' ? '' : ` (${reason})`}: ${field(entry, 'text')}`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function field(value: unknown, name: string): string {
  return typeof value === 'object' && value !== null && name in value
    ? String((value as Record<string, unknown>)[name])
    : '';
}
