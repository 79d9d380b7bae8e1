import { fileURLToPath } from 'node:url';

/** How a module of this program is run as a process of its own; from the sources, as the tests do, through tsx. */
export function ownModule(url: URL): { readonly command: string; readonly args: readonly string[] } {
  const file = fileURLToPath(url);
  const args = file.endsWith('.ts') ? ['--import', import.meta.resolve('tsx'), file] : [file];
  return { command: process.execPath, args };
}

/** The neighbour of a module, compiled or not as that one is. */
export function neighbour(name: string, importMetaUrl: string): URL {
  return new URL(`./${name}${importMetaUrl.endsWith('.ts') ? '.ts' : '.js'}`, importMetaUrl);
}
