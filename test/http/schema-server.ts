// A warm process of stand-ins at a free port, for schemathesis: prints its address, lives until it is ended.
import { createFeed, feedRoutes } from '../../src/http/feed.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { withDescription } from '../../src/http/openapi.ts';
import { createRing } from '../../src/http/ring.ts';
import type { Route } from '../../src/http/route.ts';
import { listenHttp } from '../../src/http/server.ts';
import { createStudio } from '../../src/http/studio.ts';
import { open } from '../daemon/talk.ts';
import { createRecordingPlayer } from '../helpers/fakes.ts';
import { apiOf } from './house.ts';

const { daemon } = open(async () => createRecordingPlayer());
const metrics = createMetrics();
const studio = createStudio({ sampleRateHz: 24_000, unheard: async () => 0, sleep: async () => {}, onChange() {} });
const own: Route[] = [
  ...apiOf({
    status: daemon.status,
    control: daemon.control,
    metrics,
    async *speak(_, bytes) {
      for await (const chunk of bytes) yield { type: 'heard', bytes: chunk.length };
    },
    async *speech() {
      yield { samples: new Float32Array(2400).fill(0.1), sampleRateHz: 24_000 };
    },
  }),
  ...feedRoutes({
    ...{ feed: createFeed(), sound: createRing(1000), epoch: 'e', status: daemon.status, place: studio.place },
    onListener: () => () => {},
  }),
  ...studio.routes,
];
const routes = withDescription(own, 'test');
const { port } = await listenHttp({ port: 0, host: '127.0.0.1', token: 'schema', routes, onAnswer: metrics.answered });
process.stdout.write(`http://127.0.0.1:${port}\n`);
