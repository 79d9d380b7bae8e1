import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clauses, estimateMorae } from '../../src/reading/clauses.ts';

describe('clauses', () => {
  it('cuts at a comma where enough stands on both sides', () => {
    assert.deepEqual(clauses('設定ファイルを読み込んだ後に、環境変数で上書きします。'), [
      '設定ファイルを読み込んだ後に、',
      '環境変数で上書きします。',
    ]);
    assert.deepEqual(clauses('はい、わかりました。'), ['はい、わかりました。']);
  });

  it('cuts at every end of a sentence, but not inside a quotation that goes on', () => {
    assert.deepEqual(clauses('終わりました。次です！'), ['終わりました。', '次です！']);
    assert.deepEqual(clauses('「なぜですか？」と聞かれました。'), ['「なぜですか？」と聞かれました。']);
  });

  it('cuts a long clause without commas', () => {
    const long = clauses(
      'それが存在する場合にはその値を優先的に使用するように変更した上でテストを追加して全体の動作を改めて確認しておきました。',
    );
    assert.ok(long.length > 1);
    for (const clause of long) assert.ok(estimateMorae(clause) <= 60);
  });

  it('loses nothing and gives nothing empty', () => {
    const part = fc.constantFrom(
      'あ',
      '設定',
      '、',
      '。',
      '「',
      '」',
      '！',
      ' ',
      '\n',
      'app.ts',
      '3.5',
      '👍',
      '\ud800',
      'ー',
      'を',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
        const text = parts.join('');
        const cut = clauses(text);
        assert.equal(cut.join(''), text);
        assert.ok(cut.every((clause) => clause.length > 0));
      }),
    );
  });
});
