import { type Payload, payloadsOf } from '../../src/agents/payloads.ts';
import { listenHttp } from '../../src/http/server.ts';
import { apiOf } from '../http/house.ts';

/** The warm process's port as hooks see it. */
export async function startHookServer({ port, onPayload }: { port: number; onPayload: (payload: Payload) => void }) {
  const routes = apiOf({ hook: (body) => payloadsOf(body).forEach(onPayload) });
  return await listenHttp({ port, host: '127.0.0.1', token: 'none', routes });
}
