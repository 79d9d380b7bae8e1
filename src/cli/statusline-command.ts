import type { Command } from './command.ts';
import { runStatusline } from './statusline.ts';

export const statusline: Command = {
  name: 'statusline',
  summary: "one line for an agent's status line: what is heard, muted or paused, seconds that wait",
  help: `Usage: stream-tts statusline < STATUS

Prints one line: the sentence that is heard, whether the voice is muted or paused, and about how many seconds of speech
wait. Claude Code runs it with this in its settings:

  "statusLine": { "type": "command", "command": "npx stream-tts statusline" }

Examples:
  echo '{}' | stream-tts statusline
`,
  options: {},
  run: (_args, io) => runStatusline(io),
};
