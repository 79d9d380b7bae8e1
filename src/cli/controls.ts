import { controlThere } from '../daemon/client.ts';
import { daemonPlace } from '../daemon/place.ts';
import type { Io } from './command.ts';
import { note, printJson, printLine } from './output.ts';

interface Control {
  readonly summary: string;
  /** Its words, in the help. */
  readonly usage: string;
  readonly switches?: readonly string[];
  /** A number comes after it. */
  readonly value?: 'needed' | 'optional';
  readonly say: (reply: Record<string, unknown>) => string;
}

const session = { switches: ['session'] };

/** What can be said to the warm process; light, since a key press waits for it. */
export const CONTROLS: Readonly<Record<string, Control>> = {
  status: { summary: 'what the warm process does: sessions, models, memory', usage: '', say: describe },
  pause: { summary: 'silence at once; resume goes on with the next sample', usage: '', say: () => 'Paused.' },
  resume: { summary: 'goes on', usage: '', say: () => 'Goes on.' },
  skip: {
    summary: 'goes on with the next sentence, or with the next message',
    usage: ' [--message]',
    switches: ['message'],
    say: ({ skipped }) => `Skipped: ${listOf(skipped).length}.`,
  },
  repeat: {
    summary: 'says the sentence again, or its source',
    usage: ' [--source]',
    switches: ['source'],
    say: ({ repeated }) => (repeated === null ? 'Nothing has been said yet.' : 'Said again.'),
  },
  stop: {
    summary: 'silences all, or one session, and drops what belongs to its turn',
    usage: ' [--session ID]',
    ...session,
    say: ({ stopped }) => `Stopped: ${listOf(stopped).length}.`,
  },
  mute: {
    summary: 'no sound, captions only; survives a restart',
    usage: ' [--session ID]',
    ...session,
    say: () => 'Muted.',
  },
  unmute: { summary: 'sound again', usage: ' [--session ID]', ...session, say: () => 'Heard again.' },
  speed: {
    summary: 'how fast from the next sentence on, times the speed of the settings',
    usage: ' N',
    value: 'needed',
    say: ({ speed }) => `Speed ${speed}.`,
  },
  volume: {
    summary: 'how loud from now on, 0 to 1',
    usage: ' N',
    value: 'needed',
    say: ({ volume }) => `Volume ${volume}.`,
  },
  log: {
    summary: 'the last sentences and what became of them',
    usage: ' [N]',
    value: 'optional',
    say: ({ log }) => listOf(log).map(logLine).join('\n'),
  },
  quit: { summary: 'ends the warm process', usage: '', say: () => 'Quit.' },
};

/** Says it to the warm process and prints its reply. Returns the exit code. */
export async function runControl(name: string, words: readonly string[], io: Io): Promise<number> {
  const control = CONTROLS[name];
  if (control === undefined) return 2;
  const read = readWords(name, control, words);
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
  const reply = (ending.type === 'reply' ? ending.value : {}) as Record<string, unknown>;
  if (read.json && name === 'log') for (const entry of listOf(reply.log)) printJson(io, entry);
  else if (read.json) printJson(io, reply);
  else printLine(io, control.say(reply));
  return 0;
}

type Args = Record<string, string | number | boolean>;

/** What its words mean, or a sentence about what is wrong with them. */
function readWords(name: string, { switches = [], value, usage }: Control, words: readonly string[]) {
  const args: Args = {};
  let json = false;
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const flag = word.startsWith('--') ? word.slice(2) : undefined;
    if (flag === 'json') json = true;
    else if (flag === 'session' && switches.includes(flag)) {
      const id = left.shift();
      if (id === undefined) return '--session needs a value; npx stream-tts status shows the sessions.';
      args.session = id;
    } else if (flag !== undefined && switches.includes(flag)) args[flag] = true;
    else if (value !== undefined && flag === undefined && Number.isFinite(Number(word)) && word.trim() !== '') {
      args[value === 'needed' ? 'value' : 'count'] = Number(word);
    } else return `${name} does not know "${word}"; it is stream-tts ${name}${usage}.`;
  }
  if (value === 'needed' && args.value === undefined) return `${name} needs a number: stream-tts ${name} 1`;
  return { args, json };
}

function describe(reply: Record<string, unknown>): string {
  const { sessions, models, memoryMB, device, paused, muted, speed, volume, trouble, pid } = reply;
  const state = [paused ? 'paused' : undefined, muted ? 'muted' : undefined].filter(Boolean);
  const lines = [
    `Process ${pid}, ${memoryMB} MB, ${device ?? 'no loudspeaker open'}${state.length > 0 ? `, ${state.join(', ')}` : ''}; speed ${speed}, volume ${volume}.`,
    ...(typeof trouble === 'string' ? [trouble] : []),
    ...listOf(models).map((model) => `  model    ${field(model, 'name')} (${field(model, 'residentMB')} MB)`),
    ...listOf(sessions).map(
      (one) =>
        `  session  ${field(one, 'sessionId')} ${field(one, 'name')}: ${field(one, 'queued')} sentences wait` +
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
