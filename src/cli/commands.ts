import { bench } from './bench.ts';
import { cache } from './cache.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { hook } from './hook.ts';
import { mcp } from './mcp.ts';
import { models } from './models.ts';
import { page } from './page.ts';
import { proxy } from './proxy.ts';
import { readings } from './readings.ts';
import { remote } from './remote.ts';
import { say } from './say.ts';
import { serve } from './serve.ts';
import { setup } from './setup.ts';
import { speak } from './speak.ts';
import { statusline } from './statusline-command.ts';
import { text } from './text.ts';
import { translate } from './translate.ts';
import { voices } from './voices.ts';

/** Every command, in the order in which the help shows them. */
export const COMMANDS: readonly Command[] = [
  speak,
  say,
  text,
  translate,
  readings,
  models,
  cache,
  voices,
  doctor,
  serve,
  ...remote,
  page,
  setup,
  hook,
  mcp,
  statusline,
  proxy,
  demo,
  bench,
];

/** Words that are kept for commands of later versions. */
export const LATER: ReadonlySet<string> = new Set(['worker']);
