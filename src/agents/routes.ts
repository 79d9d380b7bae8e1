import { StreamTtsError } from '../spec/errors.ts';

/** Where one request goes. */
export interface Route {
  readonly upstream: string;
  /** The upstream's address, of which a request's path is appended to the path. */
  readonly url: URL;
  /** The path and query that the upstream is asked for. */
  readonly path: string;
}

/** The vendors' own addresses, as their programs are told them by these variables. */
export const VENDORS: Readonly<Record<string, { readonly address: string; readonly variable: string }>> = {
  anthropic: { address: 'https://api.anthropic.com', variable: 'ANTHROPIC_BASE_URL' },
  openai: { address: 'https://api.openai.com/v1', variable: 'OPENAI_BASE_URL' },
};

/** Where `NAME` may stand in the path: letters and digits only. */
const NAME = /^[a-z0-9-]+$/;

/**
 * A router over upstreams by name: `/NAME/rest` goes to NAME's address with `/rest` appended. Throws StreamTtsError with
 * exit code 2 on a wrong name or address.
 */
export function createRouter(upstreams: Readonly<Record<string, string>>): (path: string) => Route | undefined {
  const urls = new Map(Object.entries(upstreams).map(([name, address]) => [name, parseUpstream(name, address)]));
  return (path) => {
    const [, name = '', rest = ''] = /^\/([^/?#]*)(.*)$/s.exec(path) ?? [];
    const url = urls.get(name);
    if (url === undefined) return undefined;
    const base = url.pathname.replace(/\/$/, '');
    return { upstream: name, url, path: `${base}${rest.startsWith('/') ? rest : `/${rest}`}` };
  };
}

/** What `--upstream NAME=URL` means. */
export function parseUpstreamFlag(text: string): [name: string, address: string] {
  const [, name = '', address = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  parseUpstream(name, address);
  return [name, address];
}

function parseUpstream(name: string, address: string): URL {
  if (!NAME.test(name)) throw wrong(`An upstream is written NAME=URL, such as anthropic=https://api.anthropic.com.`);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw wrong(`The address of the upstream ${name} must begin with http:// or https://.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw wrong(`The address of the upstream ${name} must have neither a password nor a query.`);
  }
  return url;
}

function wrong(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'bad-upstream', stage: 'settings', exitCode: 2, message });
}
