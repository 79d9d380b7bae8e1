import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Store } from '../models/store.ts';

const NAME = '@huggingface/transformers';
/** Built on the same onnxruntime as this program: two of different versions cannot live in one process. */
const VERSION = '4.3.1';

/** Where transformers.js is, which is no dependency of this program: 470 MB for one translator of the comparison. */
export function transformersHome(store: Store): string {
  return join(store.root, 'tools', 'transformers');
}

/** The command that installs it there. */
export function transformersInstall(store: Store): string {
  return `npm install --prefix '${transformersHome(store)}' --ignore-scripts --no-audit --no-fund ${NAME}@${VERSION}`;
}

/** Imports it from there. Rejects where it is not. */
export async function importTransformers(store: Store): Promise<unknown> {
  const require = createRequire(join(transformersHome(store), 'index.js'));
  return await import(pathToFileURL(require.resolve(NAME)).href);
}
