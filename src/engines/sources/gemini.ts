import type { Source } from '../../spec/contracts.ts';
import { isRecord, type Json, jsonLength, record, text } from './json.ts';
import { createJsonSource, type Reader } from './json-source.ts';
import type { Outlet } from './outlet.ts';
import type { Glance } from './peek.ts';

/** Gemini CLI's `-o stream-json`, and its `-o json` (agent-formats.md 6): the assistant's text comes only in pieces. */
export function createGeminiSource(): Source {
  return createJsonSource('gemini', glance, createReader);
}

/** Whether an object is a line of Gemini CLI's output. */
export function isGeminiLine(value: Json): boolean {
  if (typeof value.response === 'string' && isRecord(value.stats)) return true;
  if (typeof value.timestamp !== 'string' || 'data' in value) return false;
  if (value.type === 'init') return typeof value.session_id === 'string';
  if (value.type === 'message') return typeof value.role === 'string' && typeof value.content === 'string';
  return /^tool_(?:use|result)$/.test(text(value, 'type')) && typeof value.tool_id === 'string';
}

const glance: Glance = (path, value) => {
  if (path === 'type') return value === 'tool_result' ? 'quiet' : value === 'message' ? undefined : 'read';
  return path === 'role' && value === 'user' ? 'quiet' : undefined;
};

function createReader(outlet: Outlet): Reader {
  let blocks = 0;

  function message(value: Json): void {
    if (value.role !== 'assistant') {
      outlet.close();
      return;
    }
    if (outlet.open === undefined || value.delta !== true) {
      outlet.close();
      blocks += 1;
    }
    outlet.say(`message-${blocks}`, text(value, 'content'));
    if (value.delta !== true) outlet.close();
  }

  return {
    object(value) {
      outlet.session(text(value, 'session_id'));
      const type = text(value, 'type');
      if (type === 'init') outlet.turn();
      else if (type === 'message') message(value);
      else if (type === 'tool_use') {
        outlet.close();
        outlet.unspoken(jsonLength(value.parameters));
      } else if (type === 'error') {
        outlet.notice(text(value, 'message'), text(value, 'severity') === 'error' ? 'error' : 'warning');
      } else if (type === 'result') {
        outlet.notice(text(record(value, 'error'), 'message'), 'error');
        outlet.endTurn(text(value, 'status') || 'result');
      } else if (typeof value.response === 'string') {
        outlet.say('response', value.response);
        outlet.endTurn('result');
      } else if (type !== 'tool_result') outlet.count(type === '' ? 'no-type' : type);
    },
  };
}
