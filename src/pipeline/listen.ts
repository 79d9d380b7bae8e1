import type { SourcePart } from '../spec/parts.ts';
import type { Abridger } from './abridge.ts';
import type { Ledger } from './ledger.ts';
import type { Road } from './road.ts';

/**
 * Turns what arrives into sentences, at once: nothing here ever waits for an engine. Text is small (an agent writes
 * about a kilobyte a second), so what waits for the translator is not bounded.
 */
export function createListener(road: Road, ledger: Ledger, sentences: Abridger) {
  let messageId = '';
  let sentencer: ReturnType<Road['sentencer']> | undefined;
  let firstTextAtMs: number | undefined;
  let lastTextAtMs = 0;
  /** What is said until then is not heard. */
  let ignored: 'message' | 'turn' | undefined;

  function hear(part: SourcePart): void {
    switch (part.type) {
      case 'turn-start':
        ignored = undefined;
        sentences.beginTurn();
        break;
      case 'text-start':
        finishBlock();
        if (ignored === 'message' && part.messageId !== messageId) ignored = undefined;
        messageId = part.messageId;
        sentences.begin(messageId);
        break;
      case 'text-delta':
        road.emit({ type: 'text-delta', text: part.text });
        if (ignored !== undefined) break;
        lastTextAtMs = road.clock();
        firstTextAtMs ??= lastTextAtMs;
        sentencer ??= road.sentencer(messageId);
        send(sentencer.write(part.text));
        break;
      case 'text-end':
        finishBlock();
        break;
      case 'turn-end':
        finishBlock();
        ignored = undefined;
        sentences.endTurn();
        road.emit({ type: 'turn-end', reason: part.reason });
        break;
      case 'abort':
        sentencer = undefined;
        firstTextAtMs = undefined;
        ledger.abortAll(part.reason);
        sentences.clear();
        break;
      case 'notice':
        notice(part.text);
        break;
      case 'ignored':
        road.emit({ type: 'ignored', format: part.format, kind: part.kind, count: part.count });
        break;
      case 'warning':
        road.emit({ type: 'warning', code: part.code, message: part.message, stage: 'source' });
        break;
      default:
    }
  }

  /** Sentences of their own, which leave the block that is being written as it is. */
  function notice(text: string): void {
    lastTextAtMs = road.clock();
    firstTextAtMs ??= lastTextAtMs;
    const own = road.sentencer('notice');
    send([...own.write(text), ...own.end()], true);
  }

  function finishBlock(): void {
    if (sentencer !== undefined) send(sentencer.end());
    sentencer = undefined;
    firstTextAtMs = undefined;
    sentences.end();
  }

  function send(batch: ReturnType<NonNullable<typeof sentencer>['end']>, isNotice = false): void {
    for (const sentence of batch) {
      const entry = ledger.begin(sentence, { firstTextAtMs: firstTextAtMs ?? lastTextAtMs, lastTextAtMs });
      entry.spend('waitForText', entry.lastTextAtMs - entry.firstTextAtMs);
      entry.spend('text', road.clock() - lastTextAtMs);
      if (!sentences.push(entry, { isNotice })) entry.end('aborted', { reason: 'the run had ended' });
      firstTextAtMs = undefined;
    }
  }

  return {
    hear,
    finish: finishBlock,
    ignoreRest(of: 'message' | 'turn'): void {
      ignored = of;
      sentencer = undefined;
      firstTextAtMs = undefined;
    },
    isWriting: (id: string) => sentencer !== undefined && messageId === id,
  };
}
