import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { endToEnd, rawPairs } from './raw-headers.ts';

/** After an upgrade (a WebSocket) bytes go both ways as they are; nobody listens to them. */
export function tunnel(outgoing: ClientRequest, socket: Duplex, head: Buffer): void {
  const passHead = ({ statusCode, statusMessage }: IncomingMessage, headers: ReadonlyArray<[string, string]>) => {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`, 'latin1');
  };
  outgoing.on('upgrade', (response, upstream: Socket, first) => {
    passHead(response, rawPairs(response.rawHeaders));
    socket.write(first);
    upstream.write(head);
    upstream.pipe(socket);
    socket.pipe(upstream);
    upstream.on('error', () => socket.destroy());
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  outgoing.on('response', (response) => {
    // A refusal: its body comes without HTTP's own pieces.
    const kept = rawPairs(endToEnd(response.rawHeaders)).filter(([name]) => !/^transfer-encoding$/i.test(name));
    passHead(response, [...kept, ['Connection', 'close']]);
    response.pipe(socket);
  });
  outgoing.on('error', () => socket.destroy());
  socket.on('error', () => outgoing.destroy());
  outgoing.end();
}
