export type ModelRole = 'translator' | 'voice' | 'reading' | 'ears';

/** Where the bytes of a file can be had. The sha256 is the identity of a file; its sources are interchangeable. */
export type ModelSource =
  | { readonly kind: 'hub'; readonly repo: string; readonly path: string; readonly revision?: string }
  | { readonly kind: 'url'; readonly url: string }
  /** An attachment of Mozilla's Remote Settings, by its location. */
  | { readonly kind: 'mozilla'; readonly location: string }
  | { readonly kind: 'pip' | 'npm'; readonly parts: readonly PackagePart[] };

/** One member of a Python wheel or of an npm package. A file is the concatenation of its parts in order. */
export interface PackagePart {
  readonly package: string;
  readonly version: string;
  readonly member: string;
}

export interface ModelFile {
  readonly name: string;
  /** About, where the sha256 is not known. */
  readonly bytes: number;
  /** Empty where it is not known: then the one that the hub reports at the first fetch is shown and kept. */
  readonly sha256: string;
  /** Tried in order. */
  readonly sources: readonly ModelSource[];
}

/** A file that is made on this machine from a fetched one. Its name holds the source's sha256 prefix and the recipe's version. */
export interface DerivedFile {
  readonly name: string;
  readonly recipe: RecipeName;
  /** Name of the file of the same model that it is made from. */
  readonly from: string;
  /** For the plan and the free-space check only. */
  readonly approximateBytes: number;
}

export type RecipeName = 'float-convolutions' | 'kokoro-front' | 'kokoro-generator';

export interface ModelEntry {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly role: ModelRole;
  readonly summary: string;
  /** SPDX where there is one. */
  readonly license: string;
  /** A sentence that is said before it is fetched, where its licence forbids what most people take for allowed. */
  readonly terms?: string;
  /** BCP 47, source before target for a translator. */
  readonly languages: readonly string[];
  /** How a language model is asked to translate. */
  readonly prompt?: PromptName;
  /** Part of the default set that `models pull` without names fetches. */
  readonly default: boolean;
  /** Left out of `models list` unless asked for: tools of the tests. */
  readonly hidden: boolean;
  readonly files: readonly ModelFile[];
  readonly derived: readonly DerivedFile[];
}

/**
 * A family's way to be asked: a general chat model with examples (a small one sees what was said before only when its
 * first answer was wrong), or without; or one made for translation.
 */
export type PromptName =
  | 'examples'
  | 'examples-small'
  | 'plain'
  | 'lfm2-enjp-mt'
  | 'cat-translate'
  | 'hy-mt'
  | 'translategemma';
