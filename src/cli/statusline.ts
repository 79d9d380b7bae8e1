import { controlThere } from '../daemon/client.ts';
import { daemonPlace } from '../daemon/place.ts';
import type { Io } from './command.ts';
import { printLine } from './output.ts';

interface Session {
  readonly sessionId?: unknown;
  readonly muted?: unknown;
  readonly sentence?: unknown;
  readonly backlogS?: unknown;
}

/**
 * `stream-tts statusline`: one line for an agent's status line: the sentence that is heard, whether the voice is muted
 * or paused, and about how many seconds wait. Empty where no warm process runs. Always exits 0.
 */
export async function runStatusline(io: Io): Promise<number> {
  const [sessionId, ending] = await Promise.all([sessionOf(io), controlThere(daemonPlace(io.env), 'status', {})]);
  printLine(io, ending.type === 'reply' && isRecord(ending.value) ? lineOf(ending.value, sessionId) : '');
  return 0;
}

/** `status` is what the warm process says of itself. Another session's sentence is shown where this one is silent. */
export function lineOf(status: Readonly<Record<string, unknown>>, sessionId: string): string {
  const sessions: Session[] = Array.isArray(status.sessions) ? status.sessions.filter(isRecord) : [];
  const own = sessions.find((session) => session.sessionId === sessionId);
  const heard = [own, ...sessions].find((session) => typeof session?.sentence === 'string' && session.sentence !== '');
  const backlogS = Number(own?.backlogS ?? heard?.backlogS ?? 0);
  return [
    typeof heard?.sentence === 'string' ? `♪ ${heard.sentence}` : '',
    status.muted === true || own?.muted === true ? 'muted' : '',
    status.paused === true ? 'paused' : '',
    backlogS > 0 ? `${backlogS} s` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The session that the agent names on stdin. */
async function sessionOf({ stdin }: Io): Promise<string> {
  if (stdin.isTTY) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return /"session_id"\s*:\s*"([^"]*)"/.exec(Buffer.concat(chunks).toString('utf8'))?.[1] ?? '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
