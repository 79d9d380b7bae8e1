import type { Announcement, Place, Span } from '../spec/parts.ts';
import type { Flat } from './flat.ts';
import { fileAndLine, isPath } from './spoken/names.ts';

/** A sentence that has no id yet. */
export interface Draft {
  readonly text: string;
  readonly spans: readonly Span[];
  /** What is said instead of `text`, where no translator is between. */
  readonly aloud?: Flat;
  readonly announce?: Announcement;
  readonly intro?: Announcement;
  readonly place?: Place;
}

/** Holds back items that are a path or a name and nothing more: five of them are announced, fewer are said. */
export interface ListGatherer {
  item(): void;
  outside(): void;
  sentence(draft: Draft): void;
  end(): void;
}

/** A list of names from this length on is announced. */
const MANY = 5;
const NAMES: ReadonlySet<string> = new Set(['path', 'identifier', 'hash', 'uuid', 'url', 'env']);
const MAX_OTHER_LETTERS = 12;

export function createListGatherer(emit: (draft: Draft) => void): ListGatherer {
  let held: Draft[] = [];
  let inItem = false;
  let sentences = 0;

  function flush(): void {
    const drafts = held;
    held = [];
    const [first, second] = drafts;
    if (drafts.length < MANY || first === undefined || second === undefined) {
      for (const draft of drafts) emit(draft);
      return;
    }
    const announce: Announcement = { key: 'list', count: drafts.length, first: nameOf(first), second: nameOf(second) };
    emit({ text: '', spans: [], announce, ...(first.place && { place: first.place }) });
  }

  return {
    item() {
      inItem = true;
      sentences = 0;
    },
    outside() {
      inItem = false;
      flush();
    },
    sentence(draft) {
      sentences += 1;
      if (inItem && sentences === 1 && isName(draft)) {
        held.push(draft);
        return;
      }
      flush();
      emit(draft);
    },
    end: flush,
  };
}

function isName({ text, spans, announce }: Draft): boolean {
  if (announce !== undefined) return announce.key === 'link';
  let rest = text;
  let named = 0;
  for (const span of spans) {
    const written = text.slice(span.start, span.end);
    if (!NAMES.has(span.kind) && !(span.kind === 'code' && /^\S+$/.test(written))) continue;
    named += written.length;
    rest = rest.replace(written, ' ');
  }
  const others = (rest.match(/[\p{L}\p{N}]/gu) ?? []).length;
  return named > 0 && others <= Math.min(MAX_OTHER_LETTERS, named);
}

function nameOf({ text, spans }: Draft): string {
  const [span] = spans;
  const written = span === undefined ? text : text.slice(span.start, span.end);
  if (span?.kind !== 'path' && !isPath(written)) return written;
  return fileAndLine(written).file;
}
