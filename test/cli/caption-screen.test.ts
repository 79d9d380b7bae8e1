import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCaptionScreen } from '../../src/cli/caption-screen.ts';
import type { EventBody } from '../../src/spec/events.ts';

const DIM = /\x1b\[2m(.*?)\x1b\[22m/gu;

/** A terminal as far as the captions need one: what stands on it, dim text in brackets. */
function open(columns = 40) {
  let lines = [''];
  let row = 0;
  let frames = 0;
  let nowMs = 0;
  let tick = () => {};
  const out = {
    columns,
    write(text: string) {
      frames += 1;
      for (const [piece] of text.replace(DIM, '<$1>').matchAll(/\x1b\[\??\d*[A-Za-z]|\r|\n|[^\x1b\r\n]+/gu)) {
        const up = /^\x1b\[(\d+)A$/.exec(piece)?.[1];
        if (up !== undefined) row -= Number(up);
        else if (piece === '\x1b[2K') lines[row] = '';
        else if (piece === '\x1b[J') lines = lines.slice(0, row + 1);
        else if (piece === '\n') {
          row += 1;
          lines[row] ??= '';
        } else if (!piece.startsWith('\x1b') && piece !== '\r') lines[row] = (lines[row] ?? '') + piece;
      }
    },
  };
  const screen = createCaptionScreen({
    out,
    clock: () => nowMs,
    every(work) {
      tick = work;
      return () => {
        tick = () => {};
      };
    },
  });
  const see = (...bodies: EventBody[]) => {
    for (const body of bodies) screen.observe({ ...body, atMs: nowMs, sessionId: '', turnId: '' });
  };
  return {
    screen,
    see,
    get frames() {
      return frames;
    },
    pass(durationMs: number) {
      nowMs += durationMs;
      tick();
    },
    shown: () => lines.filter((line, i) => line !== '' || i < lines.length - 1),
  };
}

const begins = (id: string, text: string, translation: string): EventBody[] => [
  { type: 'sentence', sentenceId: id, text, spans: [] },
  { type: 'translation', sentenceId: id, text: translation, translator: 'x', kept: 'translation' },
  { type: 'play-start', sentenceId: id },
];
const ends = (id: string, durationMs: number): EventBody => ({
  ...{ type: 'sentence-end', sentenceId: id, outcome: 'played', durationMs, budget: {} },
});

test('the sentence that is heard stays in its place while it is said, then the next one comes below', () => {
  const terminal = open();
  terminal.see(...begins('s1', 'One.', '一二三四'));
  assert.deepEqual(terminal.shown(), ['<One.>', '  <一二三四>']);
  terminal.pass(300);
  assert.deepEqual(terminal.shown(), ['<One.>', '  一二<三四>']);
  terminal.see(...begins('s2', 'Two.', '五六'));
  assert.deepEqual(terminal.shown(), ['<One.>', '  一二<三四>'], 'the first one is still heard');
  terminal.see(ends('s1', 600));
  assert.deepEqual(terminal.shown(), ['<One.>', '  一二三四', '<Two.>', '  <五六>']);
  terminal.see(ends('s2', 300));
  terminal.screen.close();
  assert.deepEqual(terminal.shown(), ['<One.>', '  一二三四', '<Two.>', '  五六']);
});

test('nothing is written while nothing changes, and progress stands still while it is held', () => {
  const terminal = open();
  terminal.see(...begins('s1', 'One.', '一二三四'));
  const { frames } = terminal;
  terminal.pass(10);
  terminal.pass(10);
  assert.equal(terminal.frames, frames);
  terminal.screen.hold(true);
  terminal.pass(5000);
  terminal.screen.hold(false);
  terminal.pass(280);
  assert.deepEqual(terminal.shown(), ['<One.>', '  一二<三四>']);
});

test('what is not heard and what is said of it stand above; lines are as long as the terminal is wide', () => {
  const terminal = open(21);
  terminal.see(...begins('s1', 'This is the first sentence.', 'これは最初の文ですね。'));
  terminal.screen.above('muted');
  terminal.see({ type: 'sentence', sentenceId: 's2', text: 'Left out.', spans: [] });
  terminal.see({ type: 'sentence-end', sentenceId: 's2', outcome: 'skipped', reason: 'brief', budget: {} });
  assert.deepEqual(terminal.shown(), [
    'muted',
    '<Left out.>',
    '<This is the first>',
    '<sentence.>',
    '  <これは最初の文です>',
    '  <ね。>',
  ]);
});
