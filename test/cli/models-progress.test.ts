import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createProgress, formatBytes } from '../../src/cli/progress.ts';
import type { ProgressEvent, PullEvent } from '../../src/models/events.ts';

const TOTAL = 100_000_000;

function at(doneBytes: number, more: Partial<ProgressEvent> = {}): ProgressEvent {
  const file = { id: 'model', file: 'model.bin', source: 'hub' } as const;
  return { type: 'progress', ...file, doneBytes, totalBytes: TOTAL, resumedBytes: 0, ...more };
}

function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  let nowMs = 0;
  const progress = createProgress(stream, () => nowMs);
  return {
    progress,
    show(ms: number, event: PullEvent): string {
      nowMs = ms;
      progress.onEvent(event);
      return String(stream.read() ?? '');
    },
  };
}

test('bytes have three digits and decimal units', () => {
  const pairs: Array<[number, string]> = [
    [0, '0 B'],
    [999, '999 B'],
    [1155, '1.16 kB'],
    [99_950, '100 kB'],
    [92_361_271, '92.4 MB'],
    [999_600_000, '1.00 GB'],
    [1_117_320_768, '1.12 GB'],
  ];
  for (const [bytes, text] of pairs) assert.equal(formatBytes(bytes), text);
});

test('on a terminal one line shows the bar, the speed, and the time left', () => {
  const { show } = screen(true);
  assert.match(show(0, at(0)), /^\r\x1b\[Kmodel \[-{24}\] 0 B \/ 100 MB$/);
  assert.equal(show(50, at(1_000_000)), '', 'not drawn again at once');
  const line = show(10_000, at(50_000_000));
  assert.equal(line, '\r\x1b[Kmodel [############------------] 50.0 MB / 100 MB  5.00 MB/s  10 s left');
  assert.match(show(20_000, at(TOTAL)), /100 MB {2}\S+ MB\/s\n$/);
});

test('elsewhere a plain line comes every few seconds and at the end', () => {
  const { show } = screen(false);
  assert.equal(show(0, at(0)), '');
  assert.equal(show(4000, at(4_000_000)), '');
  assert.equal(show(5000, at(5_000_000)), 'model/model.bin: 5.00 MB / 100 MB  1.00 MB/s  1 min 35 s left\n');
  assert.equal(show(6000, at(6_000_000)), '');
  assert.match(show(7000, at(TOTAL)), /^model\/model\.bin: 100 MB \/ 100 MB/);
});

test('packages show finished parts, and a resumed file says so', () => {
  const { show } = screen(false);
  const parts = { done: 11, total: 22 };
  assert.equal(
    show(0, at(50_000_000, { parts, resumedBytes: 50_000_000 })),
    'model/model.bin: going on after 50.0 MB\n',
  );
  assert.match(show(6000, at(55_000_000, { parts: { done: 12, total: 22 } })), /part 12 of 22/);
});

test('what a licence forbids and what the hub says of an unknown file are told, before anything comes', () => {
  const { show } = screen(false);
  const models = [{ id: 'model', bytes: 1_000, terms: 'its licence forbids commercial use.' }];
  assert.equal(
    show(0, { type: 'plan', models, bytes: 1_000 }),
    'Fetching 1.00 kB: model (1.00 kB)\nmodel: its licence forbids commercial use.\n',
  );
  const pinned = {
    type: 'pinned',
    id: 'model',
    file: 'a.bin',
    host: 'hub.example',
    bytes: 2_000,
    sha256: 'ab12',
  } as const;
  assert.equal(show(1, pinned), 'model/a.bin: hub.example says sha256 ab12 (2.00 kB); from now on it is no other.\n');
});
