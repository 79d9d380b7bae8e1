import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Where the port is heard: the loopback interface, or an address that the user has named. */
export interface Door {
  readonly host: string;
  readonly token: string;
}

export const LOOPBACK = '127.0.0.1';

/**
 * Why a request is refused before anything is read of it; undefined when it may go on. A name that was bent to this
 * machine (DNS rebinding) is another `Host`: an address cannot be bent, so addresses pass where the user has opened the
 * port. A page of another site has another `Origin`, or says so (`Sec-Fetch-Site`).
 */
export function refusesPlace(headers: IncomingHttpHeaders, { host }: Pick<Door, 'host'>): string | undefined {
  const named = nameOf(headers.host);
  const isKnown =
    named !== undefined && (isLoopback(named) || (!isLoopback(host) && (isIP(named) > 0 || named === host)));
  if (!isKnown) return 'not from here: this name is not one of this machine';
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return 'not from here: another site';
  return undefined;
}

/** True for what a page of another site does; its own pages and programs are not meant. */
export function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

export function hasToken(headers: IncomingHttpHeaders, { token }: Pick<Door, 'token'>): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(127(\.\d{1,3}){3}|localhost|::1|::ffff:127(\.\d{1,3}){3})$/.test(host);
}

/** The name of a `Host` header, without its port and an address's brackets. */
function nameOf(host: string | undefined): string | undefined {
  return /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d+)?$/i
    .exec(host ?? '')
    ?.slice(1)
    .find(Boolean)
    ?.toLowerCase();
}
