import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { skipUnless } from './require.ts';

/** Another machine, as far as the network tells: a namespace of its own, with a real sshd in it. */
export interface FarMachine {
  readonly home: string;
  /** The arguments of `ssh` before the command. */
  readonly ssh: readonly string[];
  /** Whether a command run there without ssh succeeds. */
  succeeds(command: readonly string[]): boolean;
  close(): Promise<void>;
}

const SSHD = '/usr/sbin/sshd';

/** Why there can be none here; false where there can. */
export function skipWithoutFarMachine(): string | false {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  const without = skipUnless(existsSync(SSHD), 'there is no sshd here', 'sudo apt-get install -y openssh-server');
  if (without) return without;
  const name = `stts-probe-${process.pid}`;
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'pipe' });
    execFileSync('ip', ['netns', 'del', name], { stdio: 'pipe' });
    return false;
  } catch {
    return 'this user may not make network namespaces (ip netns add)';
  }
}

export async function startFarMachine(): Promise<FarMachine> {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-far-'));
  const id = process.pid % 10_000;
  const [space, near, far] = [`stts-${id}`, `stn${id}`, `stf${id}`];
  const net = `10.231.${id % 250}`;
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });
  const inside = (...args: string[]) => ip('netns', 'exec', space, ...args);
  ip('netns', 'add', space);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', space);
  ip('addr', 'add', `${net}.1/24`, 'dev', near);
  ip('link', 'set', near, 'up');
  inside('ip', 'addr', 'add', `${net}.2/24`, 'dev', far);
  for (const device of ['lo', far]) inside('ip', 'link', 'set', device, 'up');

  const own = join(home, 'ssh');
  mkdirSync(own);
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(own, key)]);
  const config = [
    ...['Port 2222', `ListenAddress ${net}.2`, `HostKey ${join(own, 'host')}`, `PidFile ${join(own, 'pid')}`],
    ...[`AuthorizedKeysFile ${join(own, 'user.pub')}`, 'StrictModes no', 'UsePAM no', 'PasswordAuthentication no'],
    ...['PermitRootLogin prohibit-password', 'StreamLocalBindUnlink yes'],
  ];
  writeFileSync(join(own, 'config'), `${config.join('\n')}\n`);
  mkdirSync('/run/sshd', { recursive: true });
  const sshd = spawn('ip', ['netns', 'exec', space, SSHD, '-D', '-e', '-f', join(own, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  sshd.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const ended = new Promise<void>((resolve) => sshd.on('close', () => resolve()));
  while (!said.includes('Server listening')) {
    if (sshd.exitCode !== null) throw new Error(`sshd ended: ${said}`);
    await sleep(50);
  }
  return {
    home,
    ssh: [
      ...['-F', 'none', '-p', '2222', '-i', join(own, 'user'), '-o', 'BatchMode=yes'],
      ...['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${join(own, 'known')}`],
      ...['-o', 'ExitOnForwardFailure=yes', '-o', 'LogLevel=ERROR', `${userInfo().username}@${net}.2`],
    ],
    succeeds(command) {
      try {
        inside(...command);
        return true;
      } catch {
        return false;
      }
    },
    async close() {
      sshd.kill();
      await ended;
      // The pair of devices goes with it.
      ip('netns', 'del', space);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
