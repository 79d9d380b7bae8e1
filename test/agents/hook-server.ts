import { type Payload, payloadsOf } from '../../src/agents/payloads.ts';
import { listenHttp } from '../../src/daemon/http.ts';

/** The warm process's port as hooks see it. */
export async function startHookServer({ port, onPayload }: { port: number; onPayload: (payload: Payload) => void }) {
  return await listenHttp({
    ...{ port, token: 'none', status: () => ({}), control: async () => ({}), async *speak() {} },
    hook: (body) => payloadsOf(body).forEach(onPayload),
  });
}
