import type { Check } from './check.ts';

/**
 * A whole statement has not become a mere condition or reason: Japanese says those first, and a small model may end there
 * (…場合。). A source that is no more itself, such as a heading or "Only when it is empty.", may end so.
 */
export const WHOLE: Check = {
  name: 'whole',
  only: 'ja',
  passes: ({ source, translation }) => !FRAGMENT.test(translation) || !isStatement(source),
  right: [
    ['Only if the file is empty.', 'ファイルが空の場合のみ。'],
    ['When a test fails.', 'テストが失敗した場合。'],
    ['When the default is used', '既定値が使われる場合'],
    ['The case in which no file is given.', 'ファイルが指定されない場合。'],
    ['It fails when the file is empty.', 'ファイルが空の場合は失敗します。'],
    ['It is because the file is empty.', 'ファイルが空だからです。'],
  ],
  wrong: [
    ['It fails when the file is empty.', 'ファイルが空の場合。'],
    ['The lock is taken while the file is read.', 'ファイルを読むときにロックを取るとき。'],
    ['If the key is missing, the server refuses the request.', 'キーがなく、サーバーがリクエストを拒否する場合'],
    ['The build broke because the disk is full.', 'ディスクが一杯でビルドが失敗したため。'],
  ],
};

const FRAGMENT =
  /(?:場合(?:に)?は?|(?:[るたいなの]|ます|でない)(?:とき|時|際)(?:に)?は?|(?:[るたいなの]|ます)(?:ため|ので)|(?:なら|れば|たら|ながら))[。.、：:]?\s*$/u;

/** It ends as sentences do, and is more than a condition alone. */
function isStatement(source: string): boolean {
  return /[.!:]["'”’)]*\s*$/.test(source) && !CONDITION_ALONE.test(source) && !ABOUT_A_CASE.test(source);
}

const CONDITION_ALONE =
  /^(?:(?:and|but|or|so|not|only|even|just|except|especially|for example|for instance|e\.g\.|i\.e\.),?\s+)*(?:if|when(?:ever)?|while|because|since|as|after|before|unless|until|once|where|in case|due to|thanks to|in order to|so that)\b[^,]*$/i;
const ABOUT_A_CASE = /^(?:[\w'’-]+\s+){0,3}(?:cases?|times?|moments?|situations?|occasions?|conditions?|reasons?)\b/i;
