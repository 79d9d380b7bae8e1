import { type Json, record, text } from './json.ts';
import type { SourceOptions } from './json-source.ts';
import type { Once } from './once.ts';
import type { Outlet } from './outlet.ts';

interface Part {
  messageId: string;
  type: string;
  silent: boolean;
  /** Text that came before it was known whose it is. */
  held: string;
}

const REMEMBERED = 500;
const QUIET =
  /^(?:server|session|message|permission|question|file|lsp|todo|pty|project|vcs|installation|tui|mcp|ide)\b/;

/**
 * The events of an opencode server (agent-formats.md 6). One bus carries everything: a piece of text is said when its
 * part is known to be text and its message to be the assistant's, in a session that no other session started.
 */
export function createOpencodeEvents(outlet: Outlet, once: Once, options: SourceOptions) {
  const roles = new Map<string, string>();
  const parts = new Map<string, Part>();
  const children = new Set<string>();
  const roots = new Set<string>();

  function isHeard(sessionId: string): boolean {
    if (options.subagents || sessionId === '' || roots.has(sessionId)) return true;
    // A session that was there before we listened: the first one is the person's.
    if (roots.size > 0 || children.has(sessionId)) return false;
    roots.add(sessionId);
    return true;
  }

  function partOf(id: string, messageId: string): Part {
    const known = parts.get(id) ?? { messageId, type: '', silent: false, held: '' };
    parts.set(id, known);
    forget(parts);
    return known;
  }

  function isProse(part: Part): boolean {
    return part.type === 'text' && !part.silent && roles.get(part.messageId) === 'assistant';
  }

  function updated(value: Json, added: string): void {
    const id = text(value, 'id');
    const part = partOf(id, text(value, 'messageID'));
    part.type = text(value, 'type');
    part.silent = value.synthetic === true || value.ignored === true;
    part.held = text(value, 'text') || part.held + added;
    const { end } = record(value, 'time');
    if (isProse(part)) release(id, part);
    else if (part.type !== 'text') outlet.close();
    if (typeof end === 'number' && outlet.open === id) outlet.close();
  }

  function release(id: string, part: Part): void {
    if (part.held !== '') once.grow(id, part.held, part.messageId);
    part.held = '';
  }

  function delta(id: string, messageId: string, added: string): void {
    const part = partOf(id, messageId);
    if (!isProse(part)) {
      if (part.type === '' || (part.type === 'text' && !roles.has(messageId))) part.held += added;
      else outlet.unspoken(added.length);
      return;
    }
    release(id, part);
    once.delta(id, added, messageId);
  }

  function message(info: Json): void {
    const id = text(info, 'id');
    roles.set(id, text(info, 'role'));
    forget(roles);
    for (const [partId, part] of parts) if (part.messageId === id && isProse(part)) release(partId, part);
  }

  function session(info: Json): void {
    const id = text(info, 'id');
    if (text(info, 'parentID') === '') roots.add(id);
    else children.add(id);
  }

  return {
    event(type: string, properties: Json): void {
      const sessionId = text(properties, 'sessionID') || text(record(properties, 'part'), 'sessionID');
      if (type === 'session.created' || type === 'session.updated') {
        session(record(properties, 'info'));
        return;
      }
      if (!isHeard(sessionId)) return;
      if (type === 'message.updated') {
        outlet.session(sessionId);
        message(record(properties, 'info'));
      } else if (type === 'message.part.updated') {
        updated(record(properties, 'part'), text(properties, 'delta'));
      } else if (type === 'message.part.delta') {
        if (properties.field === 'text') {
          delta(text(properties, 'partID'), text(properties, 'messageID'), text(properties, 'delta'));
        }
      } else if (type === 'session.next.text.delta') {
        once.delta(`next/${text(properties, 'textID')}`, text(properties, 'delta'));
      } else if (type === 'session.next.text.ended') {
        once.whole(`next/${text(properties, 'textID')}`, text(properties, 'text'));
      } else if (type === 'session.idle' || (type === 'session.status' && isIdle(properties))) {
        outlet.endTurn('idle');
      } else if (type === 'session.error') {
        outlet.notice(text(record(record(properties, 'error'), 'data'), 'message'), 'error');
      } else if (type === 'permission.asked' || type === 'permission.updated') {
        outlet.notice('opencode needs your permission.', 'permission');
      } else if (!QUIET.test(type)) outlet.count(type === '' ? 'no-type' : type);
    },
  };
}

function isIdle(properties: Json): boolean {
  return record(properties, 'status').type === 'idle';
}

function forget(map: Map<string, unknown>): void {
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) break;
    map.delete(oldest);
  }
}
