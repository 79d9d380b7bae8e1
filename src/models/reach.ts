import { connect } from 'node:net';

/** True when a connection to the host of `url` opens within `timeoutMs`, name lookup included. Nothing is sent. */
export function canReach(url: string, timeoutMs = 3000, signal?: AbortSignal): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'http:' ? 80 : 443),
    });
    const finish = (reached: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(reached);
    };
    const giveUp = () => finish(false);
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    socket.once('connect', () => finish(true));
    socket.once('error', giveUp);
  });
}
