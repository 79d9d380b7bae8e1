import { createMailbox } from '../agents/mailbox.ts';
import { createPayloads } from '../agents/payloads.ts';
import { startRelay } from '../agents/relay.ts';
import { createRouter, VENDORS } from '../agents/routes.ts';
import { createTap } from '../agents/tap.ts';
import { createAutoSource } from '../engines/sources/index.ts';
import type { Settings } from './settings.ts';

export interface ProxyOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** By name; these win over the settings. */
  readonly upstreams: Readonly<Record<string, string>>;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the warm process takes payloads, as far as is known now. */
  readonly warmPort: () => number | undefined;
  readonly onTrouble: (line: string) => void;
}

export interface OpenProxy {
  readonly port: number;
  /** Where each upstream's requests go to. */
  readonly upstreams: Readonly<Record<string, string>>;
  /** What an agent's environment needs in order to use it. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** A relay before the models' APIs, whose prose goes to the warm process. */
export async function openProxy({ settings, env, port, onTrouble, ...rest }: ProxyOptions): Promise<OpenProxy> {
  const upstreams = upstreamsOf(settings.upstreams, rest.upstreams, env);
  const mailbox = createMailbox({
    port: rest.warmPort,
    clock: () => performance.now(),
    onLost: () =>
      onTrouble(
        'stream-tts proxy: the warm process does not answer; the agent goes on unheard. Type: npx stream-tts serve',
      ),
  });
  const listener = createPayloads(mailbox.post);
  const relay = await startRelay({
    route: createRouter(upstreams),
    createTap: (headers) => createTap({ headers, listener, createSource: createAutoSource, onTrouble }),
    onTrouble,
    port,
  });
  const variables = Object.entries(VENDORS).map(([name, { variable }]) => [
    variable,
    `http://127.0.0.1:${relay.port}/${name}`,
  ]);
  return {
    port: relay.port,
    upstreams,
    variables: Object.fromEntries(variables),
    async close() {
      await relay.close();
      await mailbox.flush();
      mailbox.close();
    },
  };
}

/** A flag wins over the settings, which win over the address that the agent would have used, its vendor's at last. */
export function upstreamsOf(
  fromSettings: Readonly<Record<string, string>>,
  fromFlags: Readonly<Record<string, string>>,
  env: ProxyOptions['env'],
): Record<string, string> {
  const vendors = Object.entries(VENDORS).map(([name, { address, variable }]) => [name, env[variable] || address]);
  return { ...Object.fromEntries(vendors), ...fromSettings, ...fromFlags };
}
