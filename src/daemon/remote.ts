/** What one control is called with. */
export interface Words {
  readonly summary: string;
  /** Words that are there or not. */
  readonly switches?: readonly string[];
  /** It may be said of one session: by its id, the agent's id, or its name. */
  readonly session?: boolean;
  /** A number comes with it, by this name. */
  readonly number?: {
    readonly name: 'value' | 'count';
    readonly isNeeded: boolean;
    readonly least: number;
    readonly most: number;
    readonly example: number;
  };
  /** A word comes with it, by this name. */
  readonly text?: { readonly name: string; readonly most: number; readonly example: string };
}

/**
 * What can be said to the warm process, whoever says it: the command line, a program at its port, a page. Plain data
 * that loads in no time, since a key press waits for it.
 */
export const CONTROLS = {
  status: { summary: 'what the warm process does: sessions, models, memory' },
  pause: { summary: 'silence at once; resume goes on with the next sample' },
  resume: { summary: 'goes on' },
  skip: { summary: 'goes on with the next sentence, or with the next message', switches: ['message'] },
  repeat: { summary: 'says the sentence again, or its source', switches: ['source'] },
  more: { summary: 'says what was left out of the last turn', session: true },
  stop: { summary: 'silences all, or one session, and drops what belongs to its turn', session: true },
  mute: { summary: 'no sound, captions only; survives a restart', session: true },
  unmute: { summary: 'sound again', session: true },
  solo: { summary: 'only one session is heard: the one that is named, or that speaks', session: true },
  unsolo: { summary: 'all sessions are heard again' },
  voice: {
    summary: 'who speaks from the next sentence on that is not made yet; stream-tts voices lists who can',
    session: true,
    text: { name: 'voice', most: 200, example: 'kokoro:jm_kumo' },
  },
  name: {
    summary: 'what a session is called from now on',
    session: true,
    text: { name: 'name', most: 200, example: 'api' },
  },
  speed: {
    summary: 'how fast from now on, times the speed of the settings; the pitch is kept',
    number: { name: 'value', isNeeded: true, least: 0.5, most: 4, example: 1.5 },
  },
  volume: {
    summary: 'how loud from now on, 0 to 1',
    number: { name: 'value', isNeeded: true, least: 0, most: 1, example: 0.5 },
  },
  log: {
    summary: 'the last sentences and what became of them',
    number: { name: 'count', isNeeded: false, least: 1, most: 500, example: 50 },
  },
  quit: { summary: 'ends the warm process' },
} as const satisfies Readonly<Record<string, Words>>;

export type ControlName = keyof typeof CONTROLS;

/** What is done by the process around the sessions, and not to them. */
export type ProcessControl = 'status' | 'quit';

export function isControl(name: unknown): name is ControlName {
  return typeof name === 'string' && Object.hasOwn(CONTROLS, name);
}
