import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { halves } from '../../src/pipeline/halves.ts';
import type { Span } from '../../src/spec/parts.ts';

const cut = (text: string, spans: readonly Span[] = []) =>
  halves({ text, spans, language: 'en' }).map((part) => part.text);

describe('halves of a sentence', () => {
  it('cuts at the clause edge nearest the middle', () => {
    assert.deepEqual(
      cut('If the cache is empty, we read the file, and then the parser is called twice for every row, which is slow.'),
      ['If the cache is empty, we read the file,', 'and then the parser is called twice for every row, which is slow.'],
    );
  });

  it('cuts behind an introduction, and not within a list', () => {
    assert.deepEqual(cut('If you enter a number past the end of the array, such as 10, you see output like this:'), [
      'If you enter a number past the end of the array, such as 10,',
      'you see output like this:',
    ]);
    assert.deepEqual(
      cut('When we assign one name to another, the data is copied, the pointer, the length, the capacity.'),
      ['When we assign one name to another,', 'the data is copied, the pointer, the length, the capacity.'],
    );
    assert.equal(cut('It has a parser for the old format, a lexer for the new format, a printer.').length, 1);
  });

  it('leaves a sentence whole that has no edge, or only one near an end', () => {
    assert.deepEqual(cut('The parser is called twice for every row of the table.'), [
      'The parser is called twice for every row of the table.',
    ]);
    assert.equal(cut('No: the parser is called twice for every row of the table.').length, 1);
  });

  it('cuts no span, and moves those of the second part', () => {
    const text =
      'First we call the old parser: it uses `a; and then b` for each of the rows, and we close the file after that.';
    const start = text.indexOf('`a');
    const end = text.indexOf('` for') + 1;
    const all = halves({ text, spans: [{ start, end, kind: 'code' }], language: 'en' });
    const spoken = all.flatMap((part) => part.spans.map((span) => part.text.slice(span.start, span.end)));
    assert.deepEqual(spoken, ['`a; and then b`']);
  });
});
