import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BIN, openAgentLab, skipWithoutSound } from '../helpers/agent-lab.ts';
import { skipWithoutFarMachine, startFarMachine } from '../helpers/far-machine.ts';
import { assertNoStrays } from '../helpers/teardown.ts';

const skip = (await skipWithoutSound()) || skipWithoutFarMachine();

test('over SSH: an agent on another machine is heard on this one, by the socket and by its hooks', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const lab = await openAgentLab(t, undefined);
  if (lab === undefined) return;
  const far = await startFarMachine();
  lab.after(() => far.close());
  lab.after(() => assertNoStrays(far.home));
  const { socket, port } = lab.serving.ready;
  const there = join(far.home, 'st', 'run', 'daemon.sock');
  mkdirSync(join(far.home, 'st', 'run'), { recursive: true, mode: 0o700 });
  const program = `'${process.execPath}' '${BIN}'`;
  const home = `HOME='${far.home}' STREAM_TTS_HOME='${join(far.home, 'st')}'`;

  const ask = ['-e', `fetch('http://127.0.0.1:${port}/hook',{method:'POST'})`];
  assert.equal(far.succeeds([process.execPath, ...ask]), false, 'that machine reaches this one by ssh alone');

  const spoken = await ssh(
    ['-R', `${there}:${socket}`, ...far.ssh, `env ${home} ${program} --runtime daemon`],
    '遠くの機械の文です。\n\n二番目の段落です。\n',
  );
  assert.equal(spoken.code, 0, spoken.stderr);
  const payload = { hook_event_name: 'Stop', session_id: 'far', last_assistant_message: '遠くのフックの文です。' };
  const hooked = await ssh(
    ['-R', `${port}:127.0.0.1:${port}`, ...far.ssh, `env ${home} ${program} hook --port ${port}`],
    JSON.stringify(payload),
  );
  assert.deepEqual(hooked, { code: 0, stdout: '', stderr: '' });
  await lab.said(3);
  assert.deepEqual(
    await lab.log(),
    ['遠くの機械の文です。', '二番目の段落です。', '遠くのフックの文です。'].map((text) => [text, 'played']),
  );
});

function ssh(args: readonly string[], input: string) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}
