/**
 * Whether what was spoken kept the source's numbers, names and polarity. Written apart from the guard, which decides
 * what is spoken: it shares no code with it, so that neither can hide the other's mistakes.
 */
export interface Judgement {
  readonly numbers: boolean;
  readonly spans: boolean;
  readonly polarity: boolean;
}

/** `source` is Markdown as the agent wrote it. */
export function judge(source: string, spoken: string): Judgement {
  const heard = spoken.normalize('NFKC');
  return {
    numbers: digitsOf(source).every((digits) => says(heard, digits)),
    spans: [...source.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)].every(([, , code = '']) => hears(heard, code)),
    polarity: keepsPolarity(source.replaceAll('’', "'"), heard),
  };
}

/** Runs of digits that stand alone, without the separators of thousands. */
function digitsOf(source: string): string[] {
  const bare = source.replace(/(`+).*?\1/g, ' ').replace(/(\d),(?=\d{3}\b)/g, '$1');
  return bare.match(/(?<![\w.])\d+(?:\.\d+)*(?![\w])/g) ?? [];
}

const KANJI = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

function says(heard: string, digits: string): boolean {
  const bare = heard.replace(/(\d),(?=\d{3})/g, '$1');
  if (new RegExp(`(?<!\\d)${digits.replaceAll('.', '\\.')}(?!\\d)`).test(bare)) return true;
  const value = Number(digits);
  if (value % 10_000 === 0 && value > 0 && bare.includes(`${value / 10_000}万`)) return true;
  const kanji = KANJI[value];
  return kanji !== undefined && bare.includes(kanji);
}

/** Not as the beginning or the end of another name; white space and quotation marks may differ. */
function hears(heard: string, name: string): boolean {
  const parts = unquoted(name)
    .split(/\s+/)
    .map((part) => part.replace(/[^\w\s]/g, '\\$&'));
  const [start, end] = [/^\s*\w/.test(name) ? '\\b' : '', /\w\s*$/.test(name) ? '\\b' : ''];
  return new RegExp(`${start}${parts.filter((part) => part !== '').join('\\s*')}${end}`, 'i').test(unquoted(heard));
}

function unquoted(text: string): string {
  return text.normalize('NFKC').replace(/["'()]/g, '');
}

/** A sentence that says "not" of its verb must have a negative word; one that has nothing negative must not end in one. */
function keepsPolarity(source: string, heard: string): boolean {
  const negated =
    /\b(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)(?: not|n't)|cannot|won't|can't|never|no longer)\b/i;
  const asks = /\?\s*$/.test(source);
  const idiom = /not only|don't (?:forget|worry|hesitate)|why don't|not just|if not/i;
  if (negated.test(source) && !asks && !idiom.test(source)) {
    return /ない|なく|なか|なけ|ませ[んぬ]|ず|不|未|非|無|禁|失敗|でき|まま|止|やめ|避|違|異|ぬ|ゼロ|除/.test(
      heard.replace(/無限|非常|未来|無料/g, ''),
    );
  }
  const bare =
    !/\b(?:no|not|none|nor|neither|never|nothing|without|un\w+|in\w+|dis\w+|fail\w*|miss\w*|only|unless|until|except|must|should|need\w*|have to|has to|avoid\w*|lack\w*|little|few\w*|hard\w*|less|safe\w*|stop\w*|skip\w*|empty|wrong|cannot|instead|rather|but|if|may|might|alone|left|leave|ignor\w*|refus\w*|out of|\w+less)\b|n't/i.test(
      source,
    );
  const denies = /(?:ません|ません(?:でした)|ない|なかった)[。．]?$/.test(heard.trim());
  const affirms =
    /(?:かもしれ|なければなり|なくてはなり|に違いあり|問題(?:は)?あり|にほかなり)(?:ません|ない)[。．]?$/.test(
      heard.trim(),
    );
  return !(bare && denies && !affirms);
}
