import type { Span } from '../spec/parts.ts';
import type { Flat } from './flat.ts';
import { looksRandom } from './randomness.ts';

/** One way in which a secret is known. The first group is what is replaced; without one, the whole match. */
export interface SecretRule {
  readonly name: string;
  readonly pattern: RegExp;
  /** A second look at what the pattern found. */
  readonly accept?: (found: string) => boolean;
}

const VALUE = '["\'`]?([!#-&*+./0-:<-_a-~-]{4,})';
const NAMED =
  '(?:pass(?:word|wd|phrase)?|pwd|secret|token(?!s)|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|auth[_-]?key|credentials?)';

/** Every rule by name. Formats of publishers first, then what names itself, then what only looks random. */
export const SECRET_RULES: readonly SecretRule[] = [
  {
    name: 'pem',
    pattern:
      /-----BEGIN [A-Z0-9 ]*(?:PRIVATE KEY|CERTIFICATE)[A-Z ]*-----(?:[\s\S]*?-----END [A-Z0-9 ]+-----|[\s\S]*$)/g,
  },
  {
    name: 'aws-access-key',
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ANVA|APKA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  },
  { name: 'github', pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,})/g },
  { name: 'gitlab', pattern: /(?<!\w)gl(?:pat|dt|rt|ptt|ft|soat)-[\w-]{20,}/g },
  {
    name: 'model-provider',
    pattern: /(?<!\w)sk-(?:ant-|proj-|svcacct-|admin-|or-)?[A-Za-z0-9_-]{20,}/g,
    accept: hasDigit,
  },
  { name: 'stripe', pattern: /(?<!\w)(?:[spr]k_(?:live|test)|whsec)_[A-Za-z0-9]{10,}/g },
  { name: 'slack', pattern: /(?<!\w)xox[abeoprs]-[A-Za-z0-9-]{10,}|(?<=hooks\.slack\.com\/services\/)[\w/]{20,}/g },
  { name: 'google', pattern: /(?<!\w)(?:AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,})/g },
  { name: 'hub', pattern: /(?<!\w)(?:hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}|dop_v1_[a-f0-9]{40,})/g },
  { name: 'sendgrid', pattern: /(?<!\w)SG\.[\w-]{16,}\.[\w-]{16,}/g },
  { name: 'jwt', pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g },
  { name: 'url-password', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/gi, accept: isValue },
  { name: 'bearer', pattern: /\b(?:bearer|basic)\s+([A-Za-z0-9._~+/=-]{16,})/gi, accept: hasDigit },
  {
    name: 'assigned',
    pattern: new RegExp(`(?<![A-Za-z])\\w*${NAMED}\\w*["'\`]?\\s*=\\s*${VALUE}`, 'gi'),
    accept: isValue,
  },
  {
    name: 'told',
    pattern: new RegExp(`(?<![A-Za-z])\\w*${NAMED}(?:["'\`]?\\s*:|\\s+(?:is|was|to))\\s+${VALUE}`, 'gi'),
    accept: (found) => isValue(found) && isNoWord(found),
  },
  {
    name: 'option',
    pattern: new RegExp(`--\\w*-?${NAMED}[\\s=]${VALUE}`, 'gi'),
    accept: (found) => isValue(found) && isNoWord(found),
  },
  { name: 'random', pattern: /(?<![\w+/=-])[A-Za-z0-9+/_=-]{28,}(?![\w+/=-])/g, accept: looksRandom },
];

/** The same text with each secret replaced by a word, so that nothing behind this ever sees it. */
export function withoutSecrets(flat: Flat): Flat {
  const found = findSecrets(flat.text);
  if (found.length === 0) return flat;
  const word = /[\u3040-\u30ff]/.test(flat.text) ? 'シークレット' : 'a secret';
  let text = '';
  let at = 0;
  for (const { start, end } of found) {
    text += flat.text.slice(at, start) + word;
    at = end;
  }
  text += flat.text.slice(at);
  const moved = (place: number, isEnd: boolean) => {
    let shift = 0;
    for (const { start, end } of found) {
      if (place <= start) break;
      if (place < end) return start + shift + (isEnd ? word.length : 0);
      shift += word.length - (end - start);
    }
    return place + shift;
  };
  const spans: Span[] = [];
  for (const { start, end, kind } of flat.spans) {
    // What stands for the secret is a word of the prose, not code or an address.
    if (found.some((secret) => secret.start <= start && end <= secret.end)) continue;
    // A secret that goes over several spans leaves its word to the first of them.
    const next = { start: Math.max(moved(start, false), spans.at(-1)?.end ?? 0), end: moved(end, true), kind };
    if (next.end > next.start) spans.push(next);
  }
  return { text, spans };
}

/** Where secrets stand, in order, without overlap. */
export function findSecrets(
  text: string,
): ReadonlyArray<{ readonly start: number; readonly end: number; readonly rule: string }> {
  if (text.length < 8 || !MAY_HOLD.test(text)) return [];
  const found: { start: number; end: number; rule: string }[] = [];
  for (const { name, pattern, accept } of SECRET_RULES) {
    for (const match of text.matchAll(pattern)) {
      // A full stop behind a value is the sentence's.
      const secret = (match[1] ?? match[0]).replace(/[.,:!?]+$/, '');
      const start = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(secret));
      const end = start + secret.length;
      if (accept !== undefined && !accept(secret)) continue;
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ start, end, rule: name });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

// Nothing is looked for in ordinary prose: no word that names a secret, no long run.
const MAY_HOLD = new RegExp(`${NAMED}|-----BEGIN|://[^\\s/]*@|(?:bearer|basic) |[\\w+/=.-]{16,}`, 'i');

function hasDigit(found: string): boolean {
  return /\d/.test(found);
}

/** Not a placeholder, a variable or a call that would give the value. */
function isValue(found: string): boolean {
  if (
    /^(?:[<$%{[(*]|\.{2,}|x{3,}|your|my-|example|changeme|placeholder|process\.|os\.|env\.|env\b|import\.|null|none|undefined|true|false|string|a secret)/i.test(
      found,
    )
  )
    return false;
  return !/[([{]|=>|^=+$|^\w+\.\w+(?:\.\w+)*$/.test(found);
}

/** Letters and digits or signs mixed, as no word of a sentence is. */
function isNoWord(found: string): boolean {
  const core = found.replace(/[.,:!?]+$/, '');
  if (/^[\w.-]+\.(?:ts|js|json|ya?ml|py|env|txt|md|toml)$/.test(core) || /[/\\]/.test(core)) return false;
  return /\d/.test(core)
    ? /[a-z]/i.test(core) && !/^(?:v?\d+(?:[.-]\w+)*|\w*-?\d{1,2})$/i.test(core)
    : /[!@#$%^&*+~]/.test(core);
}
