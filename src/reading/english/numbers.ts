/** A number as English words: `1,200`, `3.14`, `2.1.0`, `1st`, `007`. */
export function numberWords(written: string): string {
  const ordinal = /^([\d,]+)(st|nd|rd|th)$/i.exec(written);
  if (ordinal) return ordinalWords(integer(ordinal[1] ?? ''));
  const [whole = '', ...parts] = written.replaceAll(',', '').split('.');
  const said = integer(whole);
  if (parts.length === 0) return said;
  // A version's parts are numbers, a decimal's are digits.
  return [said, ...parts.map((part) => (parts.length > 1 ? integer(part) : digits(part)))].join(' point ');
}

/** `2026` as a year: twenty twenty-six. Undefined where it is said as any other number. */
export function yearWords(written: string): string | undefined {
  const match = /^(1[6-9]|20)(\d\d)$/.exec(written);
  if (!match) return undefined;
  const [, century = '', rest = ''] = match;
  if (century === '20' && rest.startsWith('0')) return undefined;
  const tail =
    rest === '00' ? 'hundred' : rest.startsWith('0') ? `oh ${below1000(Number(rest))}` : below1000(Number(rest));
  return `${below1000(Number(century))} ${tail}`;
}

/** `14:30`: fourteen thirty; `9:05`: nine oh five; `10:00`: ten o'clock. */
export function timeWords(hours: string, minutes: string): string {
  const hour = integer(String(Number(hours)));
  if (minutes === '00') return `${hour} o'clock`;
  return `${hour} ${minutes.startsWith('0') ? `oh ${integer(minutes.slice(1))}` : integer(minutes)}`;
}

/** One digit after the other. */
export function digits(text: string): string {
  return [...text].map((digit) => ONES[Number(digit)] ?? '').join(' ');
}

const ONES = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const SCALES = ['', 'thousand', 'million', 'billion', 'trillion'];
const MOST_DIGITS = 3 * SCALES.length;

function integer(written: string): string {
  const text = written.replaceAll(',', '');
  if (/^0\d/.test(text) || text.length > MOST_DIGITS) return digits(text);
  if (Number(text) === 0) return 'zero';
  const words: string[] = [];
  for (let scale = 0, rest = Number(text); rest > 0; scale += 1, rest = Math.floor(rest / 1000)) {
    const group = rest % 1000;
    if (group > 0) words.unshift(`${below1000(group)} ${SCALES[scale] ?? ''}`.trim());
  }
  return words.join(' ');
}

function below1000(value: number): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const small = ONES[rest] ?? [TENS[Math.floor(rest / 10)], rest % 10 > 0 ? ONES[rest % 10] : ''].join(' ').trim();
  if (hundreds === 0) return small;
  return `${ONES[hundreds]} hundred${rest > 0 ? ` ${small}` : ''}`;
}

const ORDINALS: ReadonlyMap<string, string> = new Map([
  ['one', 'first'],
  ['two', 'second'],
  ['three', 'third'],
  ['five', 'fifth'],
  ['eight', 'eighth'],
  ['nine', 'ninth'],
  ['twelve', 'twelfth'],
]);

function ordinalWords(cardinal: string): string {
  const words = cardinal.split(' ');
  const last = words.pop() ?? '';
  return [...words, ORDINALS.get(last) ?? `${last.replace(/y$/, 'ie')}th`].join(' ');
}
