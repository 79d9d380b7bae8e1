import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** The table of ARCHITECTURE.md: what each room may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  kit: ['spec'],
  text: ['spec', 'kit'],
  reading: ['spec', 'kit'],
  guard: ['spec', 'kit'],
  wire: ['spec', 'kit'],
  cache: ['spec', 'kit'],
  models: ['spec', 'kit'],
  'engines/sources': ['spec', 'kit', 'text'],
  'engines/translators': ['spec', 'kit', 'models'],
  'engines/voices': ['spec', 'kit', 'models', 'reading'],
  'engines/players': ['spec', 'kit'],
  workers: ['spec', 'kit', 'wire'],
  pipeline: ['spec', 'kit', 'guard'],
  observe: ['spec', 'kit'],
  agents: ['spec', 'kit'],
  app: [
    ...['spec', 'kit', 'text', 'reading', 'guard', 'models', 'cache', 'pipeline', 'observe', 'workers', 'agents'],
    ...['engines/sources', 'engines/translators', 'engines/voices', 'engines/players'],
  ],
  bench: [
    'spec',
    'kit',
    'text',
    'reading',
    'guard',
    'cache',
    'app',
    'pipeline',
    'observe',
    'daemon',
    'engines/players',
  ],
  daemon: ['spec', 'kit', 'wire', 'models', 'pipeline', 'observe'],
  http: ['spec', 'kit', 'daemon', 'observe'],
  cli: [
    'http',
    'spec',
    'kit',
    'agents',
    'app',
    'daemon',
    'bench',
    'observe',
    'pipeline',
    'models',
    'text',
    'cache',
    'workers',
  ],
};

/** Rooms that touch nothing outside the program. */
const PURE = ['spec', 'kit', 'text', 'reading', 'guard', 'pipeline', 'observe'];

const FILES = sources(SRC).map((path) => ({
  path: relative(SRC, path),
  room: roomOf(relative(SRC, path)),
  imports: importsOf(readFileSync(path, 'utf8')),
  directory: dirname(path),
}));

test('every file is in a room of the table', () => {
  for (const { path, room } of FILES) assert.ok(room in MAY_IMPORT, `${path} is in no room`);
});

test('each room imports only what the table allows', () => {
  for (const { path, room, imports, directory } of FILES) {
    for (const specifier of imports.filter((word) => word.startsWith('.'))) {
      const target = roomOf(relative(SRC, join(directory, specifier)));
      const allowed = target === room || MAY_IMPORT[room]?.includes(target);
      assert.ok(allowed, `${path} (${room}) imports ${specifier} (${target})`);
    }
  }
});

test('the pure rooms import nothing from Node', () => {
  for (const { path, room, imports } of FILES) {
    if (!PURE.includes(room)) continue;
    const impure = imports.filter((word) => word.startsWith('node:'));
    assert.deepEqual(impure, [], `${path} imports ${impure.join(', ')}`);
  }
});

test('engines do not import each other', () => {
  for (const { path, room, imports, directory } of FILES) {
    if (!/^engines\/(translators|voices)$/.test(room)) continue;
    for (const specifier of imports.filter((word) => word.startsWith('.'))) {
      const target = relative(SRC, join(directory, specifier));
      assert.ok(!target.startsWith('engines/') || target.startsWith(room), `${path} imports ${target}`);
    }
  }
});

function sources(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

function roomOf(path: string): string {
  const [first = '', second = ''] = path.split(/[/\\]/);
  return first === 'engines' ? `engines/${second}` : first;
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap(([, specifier]) => specifier ?? []);
}
