import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutEcho } from '../../../src/engines/sources/gemini-echo.ts';
import { createHookSource } from '../../../src/engines/sources/hook.ts';
import { blocks, readAll } from './parts.ts';

test('what Gemini CLI 0.61.0 gave its hook is said once', () => {
  // From a run against a local stand-in that streamed 最初の文 / です。次の / 文です。 and an empty piece.
  const payload = {
    ...{ session_id: 's', hook_event_name: 'AfterAgent', timestamp: '2026-11-25T02:03:46.282Z', prompt: 'x' },
    ...{ prompt_response: '最初の文です。次の文です。 です。次の 文です。 ', stop_hook_active: false },
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify(payload)}\n`);
  assert.deepEqual(blocks(readAll(createHookSource(), bytes)), ['最初の文です。次の文です。']);
});

test('a whole answer, and its pieces but the first again, is the answer, however it was cut', () => {
  const words = 'The parser now handles empty lists, and all forty-two tests of the suite pass on this machine.'.split(
    ' ',
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 3, max: 6 }), { minLength: 4, maxLength: 9 }), (sizes) => {
      const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
      const pieces = starts
        .map((start, i) => words.slice(start, start + (sizes[i] ?? 0)).join(' '))
        .filter((piece) => piece !== '');
      const answer = pieces.join(' ');
      const isMost = pieces.slice(1).join('').length >= (pieces[0] ?? '').length;
      const said = withoutEcho([answer, ...pieces.slice(1)].join(' '));
      if (isMost) assert.equal(said, answer);
    }),
  );
});

test('a text that was not doubled stays as it is', () => {
  const texts = ['', 'Done.', 'No, no.', 'One. Two. Three.', 'It is done. It is done.\n\nAnd tested, on all systems.'];
  for (const text of texts) assert.equal(withoutEcho(text), text);
});
