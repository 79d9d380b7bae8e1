import { readFileSync } from 'node:fs';
import type { NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import type { Env } from '../child.ts';

const COOKIE_BYTES = 256;
const PORT = 4713;

/**
 * Where a PulseAudio server (or PipeWire in its place) may listen, as PulseAudio's own programs look for it:
 * PULSE_SERVER, a list of `[{machine}]unix:PATH`, `PATH` and `tcp:HOST[:PORT]`, else below the runtime directory; without
 * one (over ssh as root, from cron) below a link in the settings that bears the machine's id.
 */
export function pulsePlaces(env: Env, machineId?: string): NetConnectOpts[] {
  if (env.PULSE_SERVER) return env.PULSE_SERVER.split(/\s+/).flatMap(placeOf);
  if (env.PULSE_RUNTIME_PATH) return [{ path: join(env.PULSE_RUNTIME_PATH, 'native') }];
  if (env.XDG_RUNTIME_DIR) return [{ path: join(env.XDG_RUNTIME_DIR, 'pulse', 'native') }];
  const id = env.HOME && (machineId ?? readMachineId());
  return id ? [{ path: join(settingsOf(env), `${id}-runtime`, 'native') }] : [];
}

function settingsOf(env: Env): string {
  return join(env.XDG_CONFIG_HOME ?? join(env.HOME ?? '', '.config'), 'pulse');
}

function readMachineId(): string | undefined {
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      // The other place may have it.
    }
  }
  return undefined;
}

function placeOf(word: string): NetConnectOpts[] {
  const address = word.replace(/^\{[^}]*\}/, '');
  if (address.startsWith('/')) return [{ path: address }];
  if (address.startsWith('unix:')) return [{ path: address.slice(5) }];
  const [, host, port] = /^(?:tcp[46]?:)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(address) ?? [];
  return host ? [{ host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? PORT) }] : [];
}

/** What a client shows to be let in; a server on a Unix socket lets its own user in without. */
export function pulseCookie(env: Env): Uint8Array {
  const files = [env.PULSE_COOKIE, join(settingsOf(env), 'cookie'), join(env.HOME ?? '', '.pulse-cookie')];
  for (const file of files) {
    try {
      const bytes = file === undefined ? undefined : readFileSync(file);
      if (bytes?.length === COOKIE_BYTES) return bytes;
    } catch {
      // The next place may have one.
    }
  }
  return new Uint8Array(COOKIE_BYTES);
}
