import { examine } from '../app/doctor.ts';
import type { Command } from './command.ts';
import { printJson, printLine } from './output.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'what is missing here, and how to get it',
  help: `Usage: stream-tts doctor [--json]

Looks at everything that the main job needs, and says what is missing and what to type. Exits 3 when the main job
cannot run here.

  --json         {check, ok, detail, fix?} a line

Examples:
  stream-tts doctor
  stream-tts doctor --json
`,
  options: {},
  async run({ values }, io) {
    let ready = true;
    for await (const { needed, ...finding } of examine(io.env)) {
      ready &&= finding.ok || !needed;
      if (values.json) printJson(io, finding);
      else {
        printLine(io, `${finding.ok ? 'ok     ' : 'MISSING'} ${finding.check.padEnd(26)} ${finding.detail}`);
        if (finding.fix) printLine(io, `        type: ${finding.fix}`);
      }
    }
    return ready ? 0 : 3;
  },
};
