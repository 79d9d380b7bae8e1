import { examine, type Finding } from '../app/doctor.ts';
import { describeMachine } from '../bench/machine.ts';
import type { Command } from './command.ts';
import { VERSION } from './help.ts';
import { printJson, printLine } from './output.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'what is missing here, and how to get it',
  help: `Usage: stream-tts doctor [--json] [--report]

Looks at everything that the main job needs, and says what is missing and what to type. Exits 3 when the main job
cannot run here.

  --json         {check, ok, detail, fix?} a line
  --report       all of it as one JSON object to send with an issue; your home directory is written as ~

Examples:
  stream-tts doctor
  stream-tts doctor --json
  stream-tts doctor --report > report.json
`,
  options: { report: { type: 'boolean' } },
  async run({ values }, io) {
    let ready = true;
    const findings: Array<Omit<Finding, 'needed'>> = [];
    for await (const { needed, ...finding } of examine(io.env)) {
      ready &&= finding.ok || !needed;
      findings.push(finding);
      if (values.report) continue;
      if (values.json) printJson(io, finding);
      else {
        printLine(io, `${finding.ok ? 'ok     ' : 'MISSING'} ${finding.check.padEnd(26)} ${finding.detail}`);
        if (finding.fix) printLine(io, `        type: ${finding.fix}`);
      }
    }
    if (values.report) {
      const report = JSON.stringify({ version: VERSION, machine: describeMachine(), findings }, null, 2);
      const home = io.env.HOME ?? io.env.USERPROFILE ?? '';
      printLine(io, home.length > 1 ? report.replaceAll(home, '~') : report);
    }
    return ready ? 0 : 3;
  },
};
