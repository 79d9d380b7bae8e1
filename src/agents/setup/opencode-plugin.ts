/**
 * A plugin of opencode that hands its prose to the warm process while it is written, in the form of Claude Code's hooks.
 * Text and role of a part are told by other events than its deltas (agent-formats.md 6: `message.part.delta`, older
 * `message.part.updated` with a delta; `message.updated`). Sessions with a parent are subagents.
 */
export function opencodePlugin(url: string): string {
  return `// Written by stream-tts setup opencode; stream-tts setup opencode --remove takes it away.
const URL_OF_THE_WARM_PROCESS = ${JSON.stringify(url)};
${BODY}`;
}

const BODY = `
export const StreamTts = async ({ directory }) => {
  const roles = new Map();
  const parts = new Map();
  const children = new Set();
  let waiting = [];
  let sending;

  // In order, all that came meanwhile in one request, and never in the agent's way: what nobody takes is dropped.
  const send = async () => {
    while (waiting.length > 0) {
      const body = waiting.join('\\n');
      waiting = [];
      const headers = { 'content-type': 'application/json' };
      const signal = AbortSignal.timeout(1000);
      await fetch(URL_OF_THE_WARM_PROCESS, { method: 'POST', headers, body, signal }).then(
        (answer) => answer.arrayBuffer(),
        () => {},
      );
    }
    sending = undefined;
  };
  const post = (payload) => {
    waiting.push(JSON.stringify({ cwd: directory, ...payload }));
    sending ??= send();
  };

  const show = (part, delta, final) => {
    if (part.sent === undefined) part.sent = 0;
    if (delta === '' && !final) return;
    post({
      hook_event_name: 'MessageDisplay',
      session_id: part.sessionID,
      message_id: part.id,
      index: part.sent,
      final,
      delta,
    });
    part.sent += 1;
    part.text += delta;
  };

  // What came before the role was known, and what only the whole text has.
  const catchUp = (part, final) => {
    if (part.type !== 'text' || part.done || children.has(part.sessionID)) return;
    if (roles.get(part.messageID) !== 'assistant') return;
    if (part.whole.length > part.text.length && part.whole.startsWith(part.text)) {
      show(part, part.whole.slice(part.text.length), false);
    }
    if (!final) return;
    show(part, '', true);
    part.done = true;
  };

  const partOf = (id) => {
    const part = parts.get(id) ?? { id, text: '', whole: '' };
    parts.set(id, part);
    return part;
  };

  return {
    event: async ({ event }) => {
      const { type, properties = {} } = event;
      if (type === 'session.created' || type === 'session.updated') {
        if (properties.info?.parentID) children.add(properties.info.id);
      } else if (type === 'message.updated') {
        const { id, role } = properties.info ?? {};
        if (role === 'user' && !roles.has(id)) {
          post({ hook_event_name: 'UserPromptSubmit', session_id: properties.info.sessionID });
        }
        roles.set(id, role);
        for (const part of parts.values()) if (part.messageID === id) catchUp(part, false);
      } else if (type === 'message.part.updated') {
        const { id, sessionID, messageID, type: kind, text, time, synthetic, ignored } = properties.part ?? {};
        if (id === undefined || synthetic || ignored) return;
        const part = Object.assign(partOf(id), { sessionID, messageID, type: kind });
        if (kind !== 'text') return;
        if (typeof text === 'string' && text.length >= part.whole.length) part.whole = text;
        catchUp(part, time?.end !== undefined);
      } else if (type === 'message.part.delta' && properties.field === 'text') {
        const part = partOf(properties.partID);
        part.whole += properties.delta;
        catchUp(part, false);
      } else if (type === 'session.idle') {
        parts.clear();
        roles.clear();
        await sending;
      } else if (type === 'permission.updated' || type === 'permission.asked') {
        post({
          hook_event_name: 'Notification',
          session_id: properties.sessionID,
          message: 'opencode asks for permission.',
          notification_type: 'permission_prompt',
        });
      }
    },
  };
};
`;
