import type { Event } from '../spec/events.ts';

/** Upper bounds in seconds. */
const FIRST_SOUND_S = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10] as const;

type Labels = Readonly<Record<string, string>>;

/** What the warm process does, as numbers; nothing that anybody said. */
export function createMetrics() {
  const counts = new Map<string, number>();
  const writtenAt = new Map<string, number>();
  const firstSounds: number[] = Array.from({ length: FIRST_SOUND_S.length + 1 }, () => 0);
  let firstSoundSum = 0;
  const count = (name: string, labels: Labels = {}, by = 1) => {
    const key = `${name}${labelled(labels)}`;
    counts.set(key, (counts.get(key) ?? 0) + by);
  };

  return {
    /** `client` is the warm process's own name of a session. */
    observe(client: string, event: Event): void {
      if (event.type === 'sentence') writtenAt.set(`${client} ${event.sentenceId}`, event.atMs);
      if (event.type === 'translation') {
        count('stream_tts_translations_total', { translator: event.translator, kept: event.kept });
      }
      if (event.type === 'underrun') count('stream_tts_underruns_total', { inside: String(event.inside) });
      if (event.type === 'warning' || event.type === 'error') {
        count('stream_tts_troubles_total', { type: event.type, code: event.code, stage: event.stage });
      }
      if (event.type === 'play-start') {
        const key = `${client} ${event.sentenceId}`;
        const at = writtenAt.get(key);
        if (at !== undefined) {
          const seconds = Math.max(0, event.atMs - at) / 1000;
          const bucket = FIRST_SOUND_S.findIndex((bound) => seconds <= bound);
          const index = bucket < 0 ? FIRST_SOUND_S.length : bucket;
          firstSounds[index] = (firstSounds[index] ?? 0) + 1;
          firstSoundSum += seconds;
        }
      }
      if (event.type === 'sentence-end') {
        writtenAt.delete(`${client} ${event.sentenceId}`);
        count('stream_tts_sentences_total', { outcome: event.outcome });
        count('stream_tts_spoken_seconds_total', {}, (event.durationMs ?? 0) / 1000);
      }
    },
    answered: (route: string, status: number) =>
      count('stream_tts_http_requests_total', { route, status: String(status) }),
    /** Prometheus' text form (https://prometheus.io/docs/instrumenting/exposition_formats/); `gauges` are of this moment. */
    text(gauges: Readonly<Record<string, number>>): string {
      const lines: string[] = [];
      const named = new Map<string, string[]>();
      for (const [key, value] of counts) {
        const name = key.split('{')[0] ?? key;
        named.set(name, [...(named.get(name) ?? []), `${key} ${value}`]);
      }
      for (const [name, rows] of named) lines.push(`# TYPE ${name} counter`, ...rows);
      for (const [name, value] of Object.entries(gauges)) lines.push(`# TYPE ${name} gauge`, `${name} ${value}`);
      const name = 'stream_tts_first_sound_seconds';
      lines.push(`# HELP ${name} From the whole sentence to its first sound.`, `# TYPE ${name} histogram`);
      let sum = 0;
      for (const [i, bound] of [...FIRST_SOUND_S, '+Inf'].entries()) {
        sum += firstSounds[i] ?? 0;
        lines.push(`${name}_bucket{le="${bound}"} ${sum}`);
      }
      lines.push(`${name}_sum ${Math.round(firstSoundSum * 1000) / 1000}`, `${name}_count ${sum}`);
      return `${lines.join('\n')}\n`;
    },
  };
}

function labelled(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
}

export type Metrics = ReturnType<typeof createMetrics>;
