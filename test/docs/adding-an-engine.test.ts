import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from '../helpers/cli.ts';

// The page's code, as it stands there, in a copy of the places that it names.

const page = readFileSync(join(ROOT, 'docs', 'adding-an-engine.md'), 'utf8');
const [voice = '', contract = ''] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);

mkdirSync(join(ROOT, 'build'), { recursive: true });
const place = mkdtempSync(join(ROOT, 'build', 'walk-'));
after(() => rmSync(place, { recursive: true, force: true }));

test('the page’s voice has right types and passes the suite of every voice, from one file', () => {
  const voiceFile = join(place, 'beep.ts');
  const testFile = join(place, 'beep.test.ts');
  writeFileSync(
    voiceFile,
    voice.replaceAll("'../../", "'../../src/").replaceAll("'./kit/", "'../../src/engines/voices/kit/"),
  );
  writeFileSync(
    testFile,
    contract
      .replace("'../../../src/engines/voices/beep.ts'", "'./beep.ts'")
      .replace("'../../contract/", "'../../test/contract/"),
  );
  const project = { extends: '../../tsconfig.json', compilerOptions: { types: ['node'] }, include: ['*.ts'] };
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(project));
  // Else the runner inside takes itself for a file of the one outside.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env });
  const types = run(join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', place);
  assert.equal(types.status, 0, types.stdout);
  const suite = run('--import', 'tsx', '--test', '--test-reporter=tap', testFile);
  assert.equal(suite.status, 0, suite.stdout);
  assert.match(suite.stdout, /# pass 10/);
});
