import type { Source } from '../../spec/contracts.ts';
import { isRecord, type Json, record, text } from './json.ts';
import { createJsonSource, type Reader, type SourceOptions } from './json-source.ts';
import { createOnce } from './once.ts';
import { createOpencodeEvents } from './opencode-events.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/** opencode's `run --format json`, and the events of its server's `GET /event` (agent-formats.md 6). */
export function createOpencodeSource(options: SourceOptions = {}): Source {
  return createJsonSource('opencode', glance, (outlet) => createReader(outlet, options));
}

/** Whether an object is a line of `opencode run` or an event of its server. */
export function isOpencodeLine(value: Json): boolean {
  if (typeof value.type !== 'string') return false;
  return isRecord(value.properties) || (typeof value.sessionID === 'string' && ('part' in value || 'error' in value));
}

const QUIET_TYPES: ReadonlySet<string> = new Set(['tool_use', 'reasoning', 'session.diff', 'file.edited']);

const glance: Glance = (path, value) => {
  if (path === 'type') return QUIET_TYPES.has(value) ? 'quiet' : undefined;
  return path === 'properties.part.type' ? (value === 'tool' ? 'quiet' : 'read') : undefined;
};

function createReader(outlet: Outlet, options: SourceOptions): Reader {
  const once = createOnce(outlet);
  const server = createOpencodeEvents(outlet, once, options);

  function run(value: Json): void {
    const type = text(value, 'type');
    const part = record(value, 'part');
    outlet.session(text(value, 'sessionID'));
    if (type === 'text') {
      if (part.synthetic !== true && part.ignored !== true) once.whole(text(part, 'id'), text(part, 'text'));
    } else if (type === 'step_start') outlet.turn();
    else if (type === 'step_finish') {
      if (part.reason !== 'tool-calls') outlet.endTurn(text(part, 'reason') || 'finished');
    } else if (type === 'error') {
      const error = record(value, 'error');
      outlet.notice(text(record(error, 'data'), 'message') || text(error, 'name'), 'error');
    } else if (!QUIET_TYPES.has(type)) outlet.count(type === '' ? 'no-type' : type);
  }

  return {
    object(value) {
      if (isRecord(value.properties)) server.event(text(value, 'type'), value.properties);
      else run(value);
    },
  };
}
