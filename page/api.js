// What the page says to the warm process, and what it hears of it. The token comes in the address's fragment, which is
// never sent; it stays in this tab.

/** The token of this tab; null where there is none. */
export function takeToken() {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given) {
    sessionStorage.setItem('token', given);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem('token');
}

/** @param {string} token */
export function createApi(token) {
  const headers = { authorization: `Bearer ${token}` };
  return {
    /** Does it and gives its answer. Throws an Error with a sentence for the user.
     * @param {string} action @param {object} [words] */
    async control(action, words = {}) {
      const response = await fetch(`/v1/${action}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(words),
      });
      const value = await response.json();
      if (!response.ok) throw new Error(value.error?.message ?? 'The warm process refused.');
      return value;
    },
    /** Who can speak here. @returns {Promise<import('./store.js').Speaker[]>} */
    async voices() {
      const response = await fetch('/v1/audio/voices', { headers });
      return response.ok ? (await response.json()).voices : [];
    },
    /** @param {string} name */
    async file(name) {
      const response = await fetch(`/v1/${name}`, { headers });
      if (!response.ok) throw new Error('The file could not be had.');
      return await response.blob();
    },
    /** Follows the events until the signal is aborted, comes back when the line is cut.
     * @param {{ sound: () => string, signal: AbortSignal, onOpen: () => void, onLost: (status: number) => void,
     *   onEvent: (kind: string, data: any) => void }} options */
    async follow({ sound, signal, onOpen, onLost, onEvent }) {
      let lastId = follow.lastId;
      for (let waitMs = 500; !signal.aborted; waitMs = Math.min(5000, waitMs * 1.5)) {
        let status = 0;
        try {
          const response = await fetch(`/v1/events?sound=${sound()}`, {
            headers: { ...headers, ...(lastId ? { 'last-event-id': lastId } : {}) },
            signal,
          });
          status = response.status;
          if (response.ok && response.body) {
            onOpen();
            waitMs = 500;
            for await (const { id, kind, data } of eventsOf(response.body)) {
              if (id) lastId = follow.lastId = id;
              onEvent(kind, JSON.parse(data));
            }
          }
        } catch {
          // Said to the user below; tried again.
        }
        if (signal.aborted) return;
        onLost(status);
        if (status === 401) return;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    },
  };
}

/** Where the events were cut, over all lines of this page. */
const follow = { lastId: '' };

/** The events of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * @param {ReadableStream<Uint8Array>} body */
async function* eventsOf(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = { id: '', kind: 'message', data: '' };
      for (const line of text.slice(0, end).split('\n')) {
        if (line.startsWith('id: ')) event.id = line.slice(4);
        else if (line.startsWith('event: ')) event.kind = line.slice(7);
        else if (line.startsWith('data: ')) event.data = line.slice(6);
      }
      text = text.slice(end + 2);
      if (event.data) yield event;
    }
  }
}
