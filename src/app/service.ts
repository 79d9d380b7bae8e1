import { homedir } from 'node:os';
import { join } from 'node:path';
import { StreamTtsError } from '../spec/errors.ts';
import { warmEnv } from './warm-env.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How the system's own supervisor keeps the warm process running for this user. */
export interface Service {
  readonly file: string;
  readonly text: string;
  /** Commands, word by word, that make it run now and at each login, and that end that. */
  readonly start: readonly Command[];
  readonly stop: readonly Command[];
}

export type Command = readonly [program: string, ...words: string[]];

const UNIT = 'stream-tts.service';
const LABEL = 'org.stream-tts.serve';
/** What the process needs to find its settings, its models and the sound server. */
const KEPT_VARIABLES = /^(STREAM_TTS_|XDG_(CONFIG|CACHE|DATA)_HOME$|PULSE_SERVER$|OPENAI_BASE_URL$|PATH$)/;

/**
 * A systemd user unit, or a launchd agent of macOS. `program` are the words that start the warm process. Throws
 * StreamTtsError with exit code 2 on other systems.
 */
export function planService(
  program: readonly string[],
  env: Env,
  platform: NodeJS.Platform = process.platform,
): Service {
  const home = env.HOME || homedir();
  const variables = Object.entries(env).filter(
    (entry): entry is [string, string] => KEPT_VARIABLES.test(entry[0]) && entry[1] !== undefined,
  );
  if (platform === 'linux')
    return systemd(
      program,
      [...variables, ...Object.entries(warmEnv({}))],
      env.XDG_CONFIG_HOME || join(home, '.config'),
    );
  if (platform === 'darwin') return launchd(program, variables, home);
  throw new StreamTtsError({
    code: 'no-service',
    stage: 'settings',
    exitCode: 2,
    message: 'serve --install knows systemd and launchd only.',
    fix: 'npx stream-tts serve',
  });
}

/** systemd.service(5), systemd.exec(5): words are quoted, `%` and `$` doubled. */
function systemd(program: readonly string[], variables: ReadonlyArray<[string, string]>, config: string): Service {
  const quoted = (word: string) => `"${word.replace(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  const text = `[Unit]
Description=stream-tts speaks what agents write
After=pipewire-pulse.service pulseaudio.service

[Service]
ExecStart=${program.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}
${variables.map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`).join('')}Restart=on-failure
RestartSec=2
# One that runs already, wrong settings, something missing: trying again does not help.
RestartPreventExitStatus=2 3

[Install]
WantedBy=default.target
`;
  return {
    file: join(config, 'systemd', 'user', UNIT),
    text,
    start: [
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', '--now', UNIT],
    ],
    stop: [['systemctl', '--user', 'disable', '--now', UNIT]],
  };
}

/** launchd.plist(5). */
function launchd(program: readonly string[], variables: ReadonlyArray<[string, string]>, home: string): Service {
  const file = join(home, 'Library', 'LaunchAgents', `${LABEL}.plist`);
  const string = (value: string) => `<string>${escaped(value)}</string>`;
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(LABEL)}
  <key>ProgramArguments</key>
  <array>
${program.map((word) => `    ${string(word)}\n`).join('')}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.map(([name, value]) => `    <key>${escaped(name)}</key>\n    ${string(value)}\n`).join('')}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ProcessType</key>
  <string>Interactive</string>
</dict>
</plist>
`;
  return {
    file,
    text,
    start: [['launchctl', 'load', '-w', file]],
    stop: [['launchctl', 'unload', '-w', file]],
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
