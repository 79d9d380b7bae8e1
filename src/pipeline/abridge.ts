import type { Announcement, Sentence } from '../spec/parts.ts';
import { BEHIND_S, createUnit, fateOf, hasteOf, type Policy, type Unit } from './fate.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { Road } from './road.ts';
import { secondsOf } from './seconds.ts';

const ALL: Policy = { detail: 'full', behind: 'keep', fastest: 1 };

type Item = { readonly entry: Entry; readonly unit?: Unit } | { readonly end: Unit };

/**
 * What waits between the reader and the translator, and what of it is said. Nothing is decided before the translator
 * asks for the next sentence, so that as much as possible is known of what follows it. What is left out ends as
 * skipped, with `brief` or `behind` as the reason, and is kept for `takeLeft`.
 */
export function createAbridger(road: Road, ledger: Pick<Ledger, 'begin'>) {
  // A file is not listened to while it is written.
  const policy = { ...(road.policy ?? ALL), ...(road.player.realTime ? {} : { behind: 'keep' as const }) };
  let pending: Item[] = [];
  let unit: Unit | undefined;
  let latest = '';
  let isClosed = false;
  let left: Sentence[] = [];
  let wake = () => {};

  const changed = () => {
    wake();
    wake = () => {};
  };
  const unitOf = (item: Item) => ('end' in item ? item.end : item.unit);
  const isOld = (one: Unit | undefined) => one !== undefined && one.messageId !== latest;

  /** How much of messages before the latest one waits, in seconds. */
  function behindS(): number {
    return pending.reduce((sum, item) => {
      if ('end' in item || !isOld(item.unit) || item.entry.ended) return sum;
      return sum + secondsOf(item.entry.sentence.spoken, item.entry.sentence.language);
    }, 0);
  }

  function look(): void {
    if (policy.behind === 'keep' || behindS() < BEHIND_S) return;
    for (const item of pending) {
      const one = unitOf(item);
      if (one !== undefined && isOld(one)) one.isBehind = true;
    }
  }

  function leaveOut(entry: Entry, own: Unit): void {
    own.left += 1;
    own.lastLeft = entry.sentence.sentenceId;
    left.push(entry.sentence);
    entry.drop(own.isBehind ? 'behind' : 'brief');
  }

  /** A sentence of our own. */
  function word(id: string, messageId: string, announce: Announcement): Entry {
    const text = road.announce(announce, 'en');
    const sentence = { sentenceId: id, messageId, text, spans: [], spoken: text, language: 'en', announce };
    const atMs = road.clock();
    return ledger.begin(sentence, { firstTextAtMs: atMs, lastTextAtMs: atMs });
  }

  /** A list or a table of a message that speech is behind with: how long it is, in the place of its first sentence. */
  function announced({ sentence }: Entry, own: Unit): Entry | undefined {
    const kind = sentence.place?.kind;
    if (!own.isBehind || policy.behind !== 'shorten' || (kind !== 'list' && kind !== 'table')) return undefined;
    const count = own.outline.countOf(sentence);
    return count < 2 ? undefined : word(`${sentence.sentenceId}.items`, own.messageId, { key: 'items', kind, count });
  }

  /** The next sentence to be said; `wait` when that is not known yet, undefined when there is none. */
  function take(): Entry | 'wait' | undefined {
    for (;;) {
      look();
      const [item] = pending;
      if (item === undefined) return undefined;
      if ('end' in item) {
        pending.shift();
        const { end } = item;
        const next = pending[0] && unitOf(pending[0]);
        if (end.left === 0 || end.isCut || policy.detail === 'final') continue;
        // What is jumped over is said once, for all of it.
        if (end.isBehind && policy.behind === 'latest' && next?.isBehind && next !== end) next.left += end.left;
        else {
          return word(`${end.lastLeft}.more`, end.messageId, { key: 'more', count: end.left });
        }
        continue;
      }
      const { entry, unit: own } = item;
      if (entry.ended) {
        if (own !== undefined) own.isCut = true;
        pending.shift();
        continue;
      }
      const fate = own === undefined ? 'keep' : fateOf(policy, entry.sentence, own, !isOld(own));
      if (fate === 'wait') return isNotice() ?? 'wait';
      pending.shift();
      if (fate === 'keep' || own === undefined) {
        const instead = own && announced(entry, own);
        if (instead === undefined || own === undefined) return entry;
        const { block } = entry.sentence.place ?? {};
        for (const one of [entry, ...restOf(block, own)]) leaveOut(one, own);
        return instead;
      }
      leaveOut(entry, own);
    }
  }

  /** What wants a person's attention does not wait for prose that waits. */
  function isNotice(): Entry | undefined {
    const at = pending.findIndex((item) => 'entry' in item && item.unit === undefined && !item.entry.ended);
    const [item] = at < 0 ? [] : pending.splice(at, 1);
    return item !== undefined && 'entry' in item ? item.entry : undefined;
  }

  /** The other sentences of a list or table, which wait no more. */
  function restOf(block: number | undefined, own: Unit): Entry[] {
    const isRest = (item: Item): item is Extract<Item, { entry: Entry }> =>
      'entry' in item && item.unit === own && item.entry.sentence.place?.block === block;
    const rest = pending.filter(isRest);
    pending = pending.filter((item) => !isRest(item));
    return rest.map(({ entry }) => entry);
  }

  /** The latest message is the turn's last one. */
  function endTurn(): void {
    for (const one of [unit, ...pending.map(unitOf)]) {
      if (one?.messageId === latest) one.isFinal = true;
    }
    changed();
  }

  async function* entries(): AsyncGenerator<Entry> {
    for (;;) {
      const next = take();
      if (next !== undefined && next !== 'wait') yield next;
      else if (isClosed && next === undefined) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }

  return {
    [Symbol.asyncIterator]: entries,
    beginTurn(): void {
      left = [];
    },
    begin(messageId: string): void {
      latest = messageId;
      unit = createUnit(messageId);
      changed();
    },
    /** False when nobody reads any more. */
    push(entry: Entry, { isNotice = false } = {}): boolean {
      if (isClosed) return false;
      if (isNotice || unit === undefined) pending.push({ entry });
      else {
        unit.outline.add(entry.sentence);
        pending.push({ entry, unit });
      }
      changed();
      return true;
    },
    /** The block of prose is complete. */
    end(): void {
      if (unit === undefined) return;
      unit.outline.end();
      pending.push({ end: unit });
      unit = undefined;
      changed();
    },
    endTurn,
    /** What waits has been taken back. */
    clear(): void {
      pending = [];
      unit = undefined;
    },
    close(): void {
      endTurn();
      isClosed = true;
      changed();
    },
    /** What was left out since the turn began, or since this was asked last. */
    takeLeft(): readonly Sentence[] {
      const taken = left;
      left = [];
      return taken;
    },
    /** What the speed is multiplied by. */
    haste: () => hasteOf(policy, behindS()),
  };
}

export type Abridger = ReturnType<typeof createAbridger>;
