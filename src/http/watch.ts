import type { Watch } from '../daemon/daemon.ts';
import type { Feed } from './feed.ts';
import type { Metrics } from './metrics.ts';
import type { Studio } from './studio.ts';

/** What the warm process tells of its sessions goes to everybody who follows it over HTTP. */
export function watchFor({ feed, metrics, studio }: { feed: Feed; metrics: Metrics; studio: Studio }): Watch {
  return {
    event({ id: client, name }, event) {
      feed.observe({ client, name }, event);
      metrics.observe(client, event);
      studio.observe(client, event);
    },
    changed: feed.changed,
  };
}
