/**
 * Kana error rate of the reader: `node --import tsx bench/readings.ts ja-readings.tsv [--half odd|even|all] [--errors]`.
 * Rows are `id TAB sentence TAB reading`; those whose id has an odd CRC32 are for tuning, the even ones for reporting.
 */
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { createReader } from '../src/reading/reader.ts';
import { loadDictionary } from '../test/helpers/dictionary.ts';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly want: string;
}

const [file, ...flags] = process.argv.slice(2);
const half = flags[flags.indexOf('--half') + 1];
const dictionary = loadDictionary();
if (file === undefined || !dictionary) {
  process.stderr.write('usage: bench/readings.ts FILE.tsv [--half odd|even|all] [--errors] (needs the dictionary)\n');
  process.exit(2);
}

const rows = readFileSync(file, 'utf8')
  .split('\n')
  .flatMap((line): Row[] => {
    const [id, text, want] = line.split('\t');
    return id && text && want ? [{ id, text, want }] : [];
  });
const reader = createReader(dictionary);
reader.read('温めます。');
for (const corpus of ['ITA', 'ROHAN'] as const) {
  const halves = half === 'odd' || half === 'even' ? [half] : half === 'all' ? ['all'] : ['odd', 'even'];
  for (const part of halves) report(corpus, part);
}

function report(corpus: 'ITA' | 'ROHAN', part: string): void {
  const chosen = rows.filter(({ id }) => (id.startsWith('ROHAN') ? 'ROHAN' : 'ITA') === corpus && isIn(id, part));
  const start = performance.now();
  const kana = chosen.map(({ text }) => reader.read(text).kana);
  const ms = (performance.now() - start) / Math.max(1, chosen.length);
  let errors = 0;
  let length = 0;
  for (const [index, row] of chosen.entries()) {
    const want = normaliseKana(row.want);
    const got = normaliseKana(kana[index] ?? '');
    const distance = editDistance(want, got);
    errors += distance;
    length += want.length;
    if (distance > 0 && flags.includes('--errors'))
      process.stdout.write(`${distance}\t${row.id}\t${row.text}\n\t${want}\n\t${got}\n`);
  }
  const rate = ((errors / Math.max(1, length)) * 100).toFixed(2);
  process.stdout.write(
    `${corpus} ${part}: ${rate} % of ${length} kana, ${chosen.length} sentences, ${ms.toFixed(3)} ms each\n`,
  );
}

function isIn(id: string, part: string): boolean {
  return part === 'all' || (checksum(id) % 2 === 1) === (part === 'odd');
}

function checksum(text: string): number {
  return crc32(text);
}

/** The one form of readings that shared/eval/normalise.py brings them to. */
function normaliseKana(text: string): string {
  const rows: Readonly<Record<string, string>> = {
    ア: 'アカサタナハマヤラワガザダバパァャ',
    イ: 'イキシチニヒミリギジビピィ',
    ウ: 'ウクスツヌフムユルグズブプゥュヴ',
    エ: 'エケセテネヘメレゲゼデベペェ',
    オ: 'オコソトノホモヨロゴゾドボポォョ',
  };
  const vowel = (kana: string | undefined): string =>
    kana === undefined ? '' : (Object.keys(rows).find((key) => rows[key]?.includes(kana)) ?? '');
  const katakana = text
    .normalize('NFKC')
    .replace(/[ぁ-ゖ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0x60))
    .replace(/[^ァ-ヶー]/g, '')
    .replace(/ヂ/g, 'ジ')
    .replace(/ヅ/g, 'ズ')
    .replace(/ヲ/g, 'オ');
  let out = '';
  for (const sign of katakana) {
    const before = vowel(out.at(-1));
    if (sign === 'ー' && out) out += before || 'ー';
    else if (before === 'オ' && sign === 'ウ') out += 'オ';
    else if (before === 'エ' && sign === 'イ') out += 'エ';
    else out += sign;
  }
  return out.replace(/イウ/g, 'ユウ');
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, change));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
