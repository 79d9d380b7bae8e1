import { join } from 'node:path';
import { type HookTargets, withClaudeHooks, withoutClaudeHooks } from './claude-hooks.ts';
import { opencodePlugin } from './opencode-plugin.ts';
import { withCodexHooks, withCursorHooks, withGeminiHooks, withoutPlainHooks } from './plain-hooks.ts';

export interface Places {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The project that is meant where not all are. */
  readonly project: string;
}

/** One agent that can be connected by changing a file of its own. */
export interface Agent {
  readonly name: string;
  /** How a person calls it. */
  readonly title: string;
  /** The file for one project; undefined where the agent knows only one for all. */
  readonly projectFile?: (places: Places) => string;
  readonly userFile: (places: Places) => string;
  /** The file with our part in it; '' is a file that is not there. */
  with(text: string, file: string, targets: HookTargets): string;
  without(text: string, file: string): string;
  /** What a person must know or do besides. */
  readonly notes: readonly string[];
}

const LAST = 'Its hooks tell the last message of a turn, whole; for speech while it writes, type:';
const WHOLE = 'Each message is heard when it is whole; for speech while it writes, type:';

export const AGENTS: readonly Agent[] = [
  {
    name: 'claude-code',
    title: 'Claude Code',
    projectFile: ({ project }) => join(project, '.claude', 'settings.local.json'),
    userFile: ({ env, home }) => join(env.CLAUDE_CONFIG_DIR || join(home, '.claude'), 'settings.json'),
    with: withClaudeHooks,
    without: withoutClaudeHooks,
    notes: ['Sessions that are open already are connected when they start again.'],
  },
  {
    name: 'codex',
    title: 'Codex',
    userFile: ({ env, home }) => join(env.CODEX_HOME || join(home, '.codex'), 'hooks.json'),
    with: withCodexHooks,
    without: withoutPlainHooks,
    notes: [
      'Codex asks once whether to trust the hooks: look at them with /hooks.',
      `${WHOLE} npx stream-tts proxy -- codex`,
    ],
  },
  {
    name: 'gemini',
    title: 'Gemini CLI',
    projectFile: ({ project }) => join(project, '.gemini', 'settings.json'),
    userFile: ({ home }) => join(home, '.gemini', 'settings.json'),
    with: withGeminiHooks,
    without: withoutPlainHooks,
    notes: [`${LAST} gemini -p "…" -o stream-json | npx stream-tts`],
  },
  {
    name: 'opencode',
    title: 'opencode',
    projectFile: ({ project }) => join(project, '.opencode', 'plugin', 'stream-tts.js'),
    userFile: ({ env, home }) =>
      join(env.XDG_CONFIG_HOME || join(home, '.config'), 'opencode', 'plugin', 'stream-tts.js'),
    with: (_, __, { url }) => opencodePlugin(url),
    without: () => '',
    notes: [],
  },
  {
    name: 'cursor',
    title: 'Cursor',
    projectFile: ({ project }) => join(project, '.cursor', 'hooks.json'),
    userFile: ({ home }) => join(home, '.cursor', 'hooks.json'),
    with: withCursorHooks,
    without: withoutPlainHooks,
    notes: ['Its hooks tell each message whole, when it is complete.'],
  },
];

/** Agents that no file can connect, and what to type in its place. */
export const BY_HAND: Readonly<Record<string, string>> = {
  copilot:
    'The hooks of Copilot CLI tell no text. Speak its stream in place of them: copilot -p "…" --output-format json --stream on | npx stream-tts',
  amp: 'Amp has no hooks that tell text. Speak its stream in place of them: amp -x "…" --stream-json | npx stream-tts',
};
