import { AGENTS, BY_HAND } from '../agents/setup/agents.ts';
import { planSetup } from '../app/setup.ts';
import { defaultModelIds } from '../models/catalogue.ts';
import { cacheHome } from '../models/home.ts';
import { createStore } from '../models/store.ts';
import type { Command, Io } from './command.ts';
import { pullModels } from './models.ts';
import { note, printJson, printLine } from './output.ts';
import { say } from './say.ts';

export const setup: Command = {
  name: 'setup',
  summary: 'connects an agent, or undoes it',
  help: `Usage: stream-tts setup AGENT [--all] [--remove] [--dry-run]

Connects AGENT to the warm process by a change to its own settings, for the project in this directory or for all.
Fetches the models first if they are missing, shows what it changes, and says a sentence at the end.

Agents: ${[...AGENTS.map(({ name }) => name), ...Object.keys(BY_HAND)].join(', ')}

  --all          for every project of yours
  --remove       takes the change back; a file that nobody has changed since is as it was, byte for byte
  --dry-run      shows the change and does nothing
  --quiet        only the change: fetches no models and says nothing
  --json         one object: {agent, file, changed, difference, notes}

Examples:
  stream-tts setup claude-code
  stream-tts setup claude-code --all --dry-run
  stream-tts setup claude-code --remove
`,
  options: {
    all: { type: 'boolean' },
    remove: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    quiet: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const remove = values.remove === true;
    const project = values.all ? undefined : process.cwd();
    const plan = await planSetup(positionals[0] ?? '', { env: io.env, project, remove });
    const { agent, file, difference } = plan;
    const isDry = values['dry-run'] === true;
    const isLoud = !values.quiet && !isDry && !remove;
    if (isLoud) await pullWhatIsMissing(io);
    if (!isDry) plan.apply();
    if (values.json) {
      const notes = remove ? [] : agent.notes;
      printJson(io, { agent: agent.name, file, changed: !isDry && difference.length > 0, difference, notes });
    } else {
      printLine(io, `${file}:${difference.length === 0 ? ' nothing to change' : ''}`);
      for (const line of difference) printLine(io, line);
      if (!isDry) for (const line of remove ? [] : agent.notes) note(io, line);
    }
    if (!isLoud) return 0;
    const sentence = `${agent.title} is connected.`;
    return await say.run(
      { values: {}, positionals: [sentence] },
      { ...io, stdout: values.json ? io.stderr : io.stdout },
    );
  },
};

async function pullWhatIsMissing(io: Io): Promise<void> {
  const store = createStore({ root: cacheHome(io.env) });
  const missing = defaultModelIds(store.catalogue).filter((id) => !store.installed(id));
  if (missing.length > 0) await pullModels(missing, store, io);
}
