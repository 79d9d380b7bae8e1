import type { Command } from './command.ts';
import { runHookCommand } from './hook-run.ts';

export const hook: Command = {
  name: 'hook',
  summary: 'what agents run for their events; takes the payload on stdin',
  help: `Usage: stream-tts hook [--port N] < PAYLOAD

Hands an agent's hook payload to the warm process, and starts that where none runs. Prints nothing and always exits 0,
so that the agent takes it for no opinion. "stream-tts setup AGENT" writes it where it belongs.

  --port N       where the warm process listens on 127.0.0.1

Examples:
  echo '{"hook_event_name":"Stop","session_id":"1","last_assistant_message":"All done."}' | stream-tts hook
`,
  options: { port: { type: 'string' } },
  run: ({ values }, io) => runHookCommand(typeof values.port === 'string' ? ['--port', values.port] : [], io),
};
