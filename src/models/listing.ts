import type { Store } from './store.ts';
import type { ModelEntry, ModelRole, ModelSource } from './types.ts';

/** One line of `models list --json`. */
export interface ModelListing {
  readonly name: string;
  readonly role: ModelRole;
  /** To be fetched; derived files are not counted. */
  readonly bytes: number;
  readonly installed: boolean;
  readonly license: string;
  readonly languages: readonly string[];
  /** `hub:REPO/PATH`, `url:ADDRESS`, `mozilla:LOCATION`, `pip:NAME==VERSION` or `npm:NAME@VERSION`, each once. */
  readonly sources: readonly string[];
}

export function modelListing(store: Store, model: ModelEntry): ModelListing {
  return {
    name: model.id,
    role: model.role,
    bytes: model.files.reduce((sum, file) => sum + file.bytes, 0),
    installed: store.installed(model.id),
    license: model.license,
    languages: model.languages,
    sources: [...new Set(model.files.flatMap((file) => file.sources.flatMap(describeSource)))],
  };
}

function describeSource(source: ModelSource): string[] {
  if (source.kind === 'hub') return [`hub:${source.repo}/${source.path}`];
  if (source.kind === 'url') return [`url:${source.url}`];
  if (source.kind === 'mozilla') return [`mozilla:${source.location}`];
  const sign = source.kind === 'pip' ? '==' : '@';
  return source.parts.map((part) => `${source.kind}:${part.package}${sign}${part.version}`);
}
