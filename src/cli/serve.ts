import { statSync } from 'node:fs';
import { notifyPerson } from '../agents/hook.ts';
import { createEngines, type Engines, enginesKey, modelFilesByName } from '../app/engines.ts';
import { watchMicrophone } from '../app/microphone.ts';
import { resolveSettings, type Settings } from '../app/settings.ts';
import { FIRST_PORT } from '../app/setup.ts';
import { createPlayer, createSilence, sleep } from '../app/speak.ts';
import { settleVoice } from '../app/voices.ts';
import { createDaemon } from '../daemon/daemon.ts';
import { createDesk } from '../daemon/desk.ts';
import { listenAlone } from '../daemon/listen.ts';
import { daemonPlace } from '../daemon/place.ts';
import { createPool } from '../daemon/pool.ts';
import { serveClient } from '../daemon/server.ts';
import { createFeed } from '../http/feed.ts';
import { createMetrics } from '../http/metrics.ts';
import { createStudio } from '../http/studio.ts';
import { watchFor } from '../http/watch.ts';
import type { Player } from '../spec/contracts.ts';
import type { Command, Io } from './command.ts';
import { VERSION } from './help.ts';
import { settingFlags } from './options.ts';
import { note, printJson } from './output.ts';
import { openHooks } from './serve-hooks.ts';
import { serveHttp } from './serve-http.ts';
import { openKept } from './serve-kept.ts';
import type { Lend } from './serve-run.ts';
import { runService } from './serve-service.ts';
import { prepare } from './serve-words.ts';

const DESK_HZ = 24_000;
const MINUTE_MS = 60_000;

export const serve: Command = {
  name: 'serve',
  runsUntilStopped: true,
  summary: 'the warm process: models stay loaded, one loudspeaker for all sessions',
  help: `Usage: stream-tts serve [OPTIONS]

Keeps the models in memory and owns the loudspeaker. While it runs, speak and say give their input to it, begin at once
and never talk over each other. It stays in the foreground; SIGTERM, Ctrl-C or stream-tts quit end it.

  --idle MINUTES   ends after so long without a session; 0 is never (30)
  --others first | whole   what is said of sessions beside that of the last prompt (first sentences)
  --quiet HH:MM-HH:MM   hours of the day in which it only shows captions
  --no-microphone  goes on while another program records from the microphone
  --no-names       does not say a session's name when the speaker changes
  --port N         its loopback port, for programs and agents' hooks; 0 takes a free one (the one that setup chose)
  --host ADDRESS   where the port is heard (127.0.0.1); 0.0.0.0 lets other machines in that have the token
  --cold           loads the models with the first session
  --translator, --voice, --device   as in speak
  --install        keeps it running from each login on (systemd, launchd); --uninstall ends that
  --dry-run        with these: only prints what would be written and run
  --json           one object when it is ready: {pid, port, socket, tokenFile, url}

Examples:
  stream-tts serve
  stream-tts serve --idle 0 --json
  stream-tts serve --install --dry-run
`,
  options: {
    ...settingFlags('translator', 'voice', 'device', 'idle', 'others', 'names', 'quiet', 'microphone', 'port', 'host'),
    ...{ cold: { type: 'boolean' }, install: { type: 'boolean' }, uninstall: { type: 'boolean' } },
    'dry-run': { type: 'boolean' },
  },
  async run({ values }, io) {
    const { cold, json, install, uninstall, 'dry-run': isDry, ...flags } = values;
    if (install || uninstall) {
      const how = { isDry: isDry === true, json: json === true };
      return await runService(install ? 'install' : 'uninstall', how, io);
    }
    const settings = resolveSettings(flags, io.env);
    const place = daemonPlace(io.env);
    const ended = new AbortController();
    const signal = AbortSignal.any([io.signal, ended.signal]);
    const kept = openKept(io.env);
    const pool = createPool<Engines>({ clock, idleMs: settings.idle * MINUTE_MS });
    const desk = createDesk({
      open: async (only) => studio.quieted(await openLoudspeaker(settings, io, () => studio.listeners > 0, only)),
      sampleRateHz: DESK_HZ,
      clock,
      sleep,
      volume: 1,
      onTrouble(message) {
        note(io, `stream-tts: ${message}`);
        daemon.warn(message);
      },
      watch: {
        says: (...words) => studio.watch.says(...words),
        sent: (...words) => studio.watch.sent(...words),
        takenBack: (count) => studio.watch.takenBack(count),
        held: (isPaused) => studio.watch.held(isPaused),
      },
    });
    const feed = createFeed();
    const metrics = createMetrics();
    const studio = createStudio({
      ...{ sampleRateHz: DESK_HZ, unheard: desk.unheard, sleep, onChange: feed.changed },
    });
    const daemon = createDaemon({
      ...{ desk, clock, sleep, now: Date.now, kept: kept.value, keep: kept.write },
      ...{ others: settings.others, names: settings.names, quiet: settings.quiet },
      watch: watchFor({ feed, metrics, studio }),
    });
    const sizes = new Map<string, number>();
    const lend = async (wanted: Settings, env: Io['env']) => {
      const { settings: own, ...about } = await settleVoice(wanted, env);
      const loan = pool.lend(enginesKey(own, env), () => createEngines(own, env, undefined, about));
      for (const [name, files] of modelFilesByName(own, env, loan.engines.voice.name))
        sizes.set(name, megabytes(files));
      return loan;
    };
    const at: { port: number | null } = { port: null };
    const status = () => ({
      version: VERSION,
      pid: process.pid,
      ...daemon.status(),
      models: [...new Set(pool.names())].map((name) => ({ name, residentMB: sizes.get(name) ?? 0 })),
      memoryMB: Math.round(process.memoryUsage.rss() / 2 ** 20),
      port: at.port,
      listeners: studio.listeners,
      silent: studio.isSilent,
    });
    const prepared = (argv: readonly string[], cwd: string, env: Io['env'] = {}) =>
      prepare(argv, cwd, { ...io.env, ...env }, { lend, kept });
    const listener = await listenAlone(place, (socket) => {
      socket.on('error', () => {});
      void serveClient(socket, {
        daemon,
        status,
        quit: () => setImmediate(() => ended.abort()),
        prepare: ({ argv, cwd, env }) => prepared(argv, cwd, env),
      });
    });
    const microphone = settings.microphone
      ? watchMicrophone(io.env, (isOn) => void daemon.recording(isOn).catch(() => {}))
      : undefined;
    const hooks = openHooks({
      ...{ io, daemon, clock, prepare: prepared, notify: notifyPerson },
      warm: () => void warm(settings, io, lend),
    });
    const listen = (port: number) =>
      serveHttp({
        ...{ port, host: settings.host, env: io.env, daemon, status, prepare: prepared, board: hooks.board },
        ...{ feed, studio, metrics },
      });
    // Another program on the port is no reason not to speak at all; hooks of that port find this one by its file.
    const http = await listen(settings.port ?? FIRST_PORT)
      .catch(() => listen(0))
      .catch(hooks.tell);
    if (http) {
      hooks.listensOn(http.port);
      at.port = http.port;
    }
    try {
      const { port = null, tokenFile = null, url = null } = http ?? {};
      if (json) printJson(io, { pid: process.pid, port, socket: place.socket, tokenFile, url });
      else {
        note(
          io,
          `stream-tts: the warm process is ready (process ${process.pid}${url ? `, ${url}` : ''}).${url ? ' Its page: npx stream-tts page' : ''}`,
        );
      }
      if (!cold) void warm(settings, io, lend);
      await untilIdle(signal, daemon.idleMs, settings.idle * MINUTE_MS, pool.sweep, listener.isReachable);
      await daemon.stopAll('the warm process ends');
    } finally {
      http?.close();
      listener.close();
      hooks.close();
      microphone?.close();
      await desk.dispose();
      await pool.dispose();
    }
    return 0;
  },
};

const clock = () => performance.now();

/** The loudspeaker; where there is none and a page plays, the pace of one. */
async function openLoudspeaker(
  settings: Settings,
  io: Io,
  isPlayedElsewhere: () => boolean,
  only: string | undefined,
): Promise<Player> {
  try {
    return await createPlayer({ ...settings, out: undefined }, io.env, DESK_HZ, only);
  } catch (error) {
    if (!isPlayedElsewhere()) throw error;
    return createSilence(DESK_HZ);
  }
}

/** What the files of a model take in memory, at least. */
function megabytes(files: readonly string[]): number {
  return Math.round(files.reduce((sum, file) => sum + statSync(file).size, 0) / 2 ** 20);
}

/** Loads what the settings name, so that the first session finds it there; what is missing, that one is told. */
async function warm(settings: Settings, io: Io, lend: Lend): Promise<void> {
  try {
    const { engines, giveBack } = await lend(settings, io.env);
    await Promise.allSettled([...engines.translators.map((one) => one.warm()), engines.voice.warm()]);
    giveBack();
  } catch {
    // The first session is told what is missing, and what to type.
  }
}

async function untilIdle(
  signal: AbortSignal,
  idleMs: () => number,
  limitMs: number,
  sweep: () => Promise<void>,
  isReachable: () => boolean,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(1000, signal).catch(() => {});
    await sweep();
    if (limitMs > 0 && idleMs() >= limitMs) return;
    // Nobody could end it or use it, and the next one would talk over it.
    if (!isReachable()) return;
  }
}
