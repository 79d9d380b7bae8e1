import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createHookSource } from '../../../src/engines/sources/hook.ts';
import { assertWellFormed, blocks, readAll } from './parts.ts';

type Payload = Record<string, unknown>;

const payload = (hook_event_name: string, fields: Payload = {}): Payload => ({
  ...{ session_id: 's', hook_event_name, ...fields },
});
const display = (message_id: string, index: number, delta: string, final = false, via = {}): Payload =>
  payload('MessageDisplay', { prompt_id: 'p1', message_id, index, final, delta, ...via });
const stop = (last_assistant_message: string): Payload => payload('Stop', { prompt_id: 'p1', last_assistant_message });
const filed = (text: string): Payload => payload('TranscriptMessage', { text });
const prompt = payload('UserPromptSubmit', { prompt_id: 'p2' });
const speaks = payload('PreToolUse', { prompt_id: 'p1', tool_name: 'mcp__stream-tts__speak' });

function heard(payloads: readonly Payload[]): string[] {
  const bytes = new TextEncoder().encode(payloads.map((value) => `${JSON.stringify(value)}\n`).join(''));
  const parts = readAll(createHookSource(), bytes);
  assertWellFormed(parts);
  return blocks(parts);
}

const cases: ReadonlyArray<readonly [name: string, payloads: readonly Payload[], expected: readonly string[]]> = [
  ['Codex: each message of the file, then Stop', [filed('One.'), filed('Two.'), stop('Two.')], ['One.', 'Two.']],
  ['Codex: Stop before the file is read', [stop('Two.'), filed('One.'), filed('Two.')], ['Two.', 'One.']],
  ['a file without Stop', [filed('One.')], ['One.']],
  [
    'Claude Code: shown, and in the file',
    [display('a', 0, 'One.\n'), display('a', 1, 'Two.', true), stop('One.\nTwo.'), filed('One.\nTwo.')],
    ['One.\nTwo.'],
  ],
  [
    'a message of which no piece came',
    [filed('One.'), display('b', 0, 'Two.', true), stop('Two.'), filed('Two.')],
    ['One.', 'Two.'],
  ],
  [
    'the end of a message that did not come',
    [display('a', 0, 'One.\n'), filed('One.\nTwo.'), display('a', 1, 'Two.', true)],
    ['One.\nTwo.'],
  ],
  [
    'a message whose middle was lost is not said again',
    [
      display('a', 0, 'One.\n'),
      display('a', 2, 'Three.', true),
      display('b', 0, 'B.', true),
      filed('One.\nTwo.\nThree.'),
    ],
    ['One.\nThree.', 'B.'],
  ],
  [
    'two texts of the file that were shown as one message',
    [display('a', 0, 'One.\n\nTwo.', true), filed('One.'), filed('Two.')],
    ['One.\n\nTwo.'],
  ],
  [
    'what the proxy heard',
    [
      display('m#1', 0, 'One. ', false, { via: 'proxy' }),
      display('m#1', 1, 'Two.', true, { via: 'proxy' }),
      filed('One. Two.'),
    ],
    ['One. Two.'],
  ],
  ['the same words in the next turn', [filed('Done.'), stop('Done.'), prompt, filed('Done.')], ['Done.', 'Done.']],
  [
    'a turn that was spoken by tool, also after its Stop',
    [filed('One.'), speaks, display('a', 0, 'Two.', true), stop('Two.'), filed('Two.'), prompt, filed('Three.')],
    ['One.', 'Three.'],
  ],
];

for (const [name, payloads, expected] of cases) {
  test(`hook and session file: said once: ${name}`, () => assert.deepEqual(heard(payloads), expected));
}

test('hook and session file: whole messages that never came are all said, the others once', () => {
  const message = fc.record({ pieces: fc.integer({ min: 1, max: 4 }), isLost: fc.boolean() });
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), fc.boolean(), (messages, hasStop) => {
      const texts = messages.map(({ pieces }, m) => Array.from({ length: pieces }, (_, i) => `Line ${m}.${i}.\n`));
      const shown = messages.flatMap(({ isLost, pieces }, m) =>
        isLost ? [] : (texts[m] ?? []).map((text, i) => display(`m${m}`, i, text, i === pieces - 1)),
      );
      const file = texts.map((lines) => filed(lines.join('')));
      const all = [...shown, ...(hasStop ? [stop((texts.at(-1) ?? []).join(''))] : []), ...file];
      const said =
        heard(all)
          .join('\n')
          .match(/Line \d\.\d\./g) ?? [];
      assert.deepEqual(
        [...said].sort(),
        texts
          .flat()
          .map((line) => line.trim())
          .sort(),
      );
    }),
  );
});
