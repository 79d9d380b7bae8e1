import { type Api, apiRoutes } from '../../src/http/api.ts';
import type { Route } from '../../src/http/route.ts';

/** The API of a warm process that does nothing. */
export function apiOf(over: Partial<Api>): Route[] {
  return apiRoutes({
    status: () => ({ version: 'test' }),
    control: async (action, args) => ({ action, args }),
    async *speak() {},
    hook() {},
    async *speech() {},
    voices: async () => [],
    metrics: { text: () => '' },
    gauges: () => ({}),
    ...over,
  });
}
