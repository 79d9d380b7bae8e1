import { createConnection, type NetConnectOpts, type Socket } from 'node:net';
import { createTagReader, encode, type Tagged, u32 } from './tags.ts';

/** Commands by their numbers (src/pulsecore/native-common.h of PulseAudio 16). */
export const COMMAND = {
  ERROR: 0,
  REPLY: 2,
  CREATE_PLAYBACK_STREAM: 3,
  AUTH: 8,
  SET_CLIENT_NAME: 9,
  DRAIN_PLAYBACK_STREAM: 12,
  GET_PLAYBACK_LATENCY: 14,
  GET_SOURCE_INFO: 23,
  GET_SOURCE_OUTPUT_INFO_LIST: 32,
  SUBSCRIBE: 35,
  CORK_PLAYBACK_STREAM: 41,
  FLUSH_PLAYBACK_STREAM: 42,
  REQUEST: 61,
  PLAYBACK_STREAM_KILLED: 64,
  SUBSCRIBE_EVENT: 66,
} as const;

export type TagReader = ReturnType<typeof createTagReader>;

export interface PulseLink {
  /** Sends a command and resolves with its reply. Rejects when the server refuses it or is gone. */
  ask(command: number, ...values: Tagged[]): Promise<TagReader>;
  /** Sends sound to a stream. */
  sound(channel: number, bytes: Uint8Array): void;
  /** Resolves with the reason when the server is gone. Never rejects. */
  readonly lost: Promise<string>;
  /** The server forgets every stream of this connection at once. */
  destroy(): void;
}

const HEADER_BYTES = 20;
const CONTROL = 0xffffffff;
/** No answer of the server is longer; more than that is another protocol. */
const LONGEST_BYTES = 2 ** 20;
const PATIENCE_MS = 3000;

/**
 * A connection to a PulseAudio server: packets of 20 bytes of header (length, channel, offset, flags) and a body, which
 * is a command of tagged values or, on a stream's channel, sound. `onMessage` gets what the server says unasked.
 * Rejects when nothing answers.
 */
export async function openPulseLink(
  place: NetConnectOpts,
  onMessage: (command: number, values: TagReader) => void,
): Promise<PulseLink> {
  const socket = await connect(place);
  const waiting = new Map<number, { resolve: (values: TagReader) => void; reject: (error: Error) => void }>();
  let nextTag = 0;
  let received = Buffer.alloc(0);
  let reason = 'the sound server closed the connection';

  const lost = new Promise<string>((resolve) => {
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => {
      for (const { reject } of waiting.values()) reject(new Error(reason));
      waiting.clear();
      resolve(reason);
    });
  });

  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    while (received.length >= HEADER_BYTES) {
      const length = received.readUInt32BE(0);
      if (length > LONGEST_BYTES) {
        reason = 'what answers is no sound server';
        socket.destroy();
        return;
      }
      if (received.length < HEADER_BYTES + length) return;
      const isControl = received.readUInt32BE(4) === CONTROL;
      const body = received.subarray(HEADER_BYTES, HEADER_BYTES + length);
      received = received.subarray(HEADER_BYTES + length);
      if (isControl) hear(body);
    }
  });

  function hear(body: Buffer): void {
    const values = createTagReader(body);
    const command = values.u32();
    const tag = values.u32();
    const asked = waiting.get(tag);
    if (command !== COMMAND.REPLY && command !== COMMAND.ERROR) {
      onMessage(command, values);
      return;
    }
    waiting.delete(tag);
    if (command === COMMAND.REPLY) asked?.resolve(values);
    else asked?.reject(new Error(ERRORS[values.u32()] ?? 'the sound server refused'));
  }

  function packet(channel: number, body: Uint8Array): void {
    if (socket.destroyed) return;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(body.length, 0);
    header.writeUInt32BE(channel, 4);
    socket.write(Buffer.concat([header, body]));
  }

  return {
    lost,
    ask(command, ...values) {
      if (socket.destroyed) return Promise.reject(new Error(reason));
      const tag = nextTag;
      nextTag += 1;
      packet(CONTROL, encode([u32(command), u32(tag), ...values]));
      return new Promise((resolve, reject) => waiting.set(tag, { resolve, reject }));
    },
    sound: packet,
    destroy: () => socket.destroy(),
  };
}

/** What a person may see of the server's refusals. */
const ERRORS: Readonly<Record<number, string>> = {
  1: 'the sound server denies access',
  3: 'the sound server found the request wrong',
  5: 'there is no such device',
  19: 'the sound server is too busy',
  25: 'the device is suspended',
};

function connect(place: NetConnectOpts): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(place);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('the sound server does not answer')));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      socket.setNoDelay?.(true);
      resolve(socket);
    });
  });
}
