const PRINTABLE = /^[\t\n\r -~]+$/;

/**
 * Whether a long run of letters and digits is a key by its looks: mixed at random, and not a hash, a UUID, a path, a
 * name in camel case or words in base64.
 */
export function looksRandom(run: string): boolean {
  const core = run.replace(/=+$/, '');
  if (core.length < 28 || /^[0-9a-f-]+$/i.test(core) || /^sha\d+-/.test(core) || !/\d/.test(core)) return false;
  if (!/[a-z]/.test(core) || !/[A-Z]/.test(core)) return false;
  if (/^(?:data|base64|https?)\b/.test(core) || isWordsInBase64(run)) return false;
  if (/[/_-]/.test(core) && Math.max(...core.split(/[/_-]/).map((part) => part.length)) < 16 && !/\+/.test(core)) {
    return core.split(/[/_-]/).filter(isMixed).length >= 3;
  }
  return entropy(core) >= 3.9 && changes(core) >= 0.25;
}

function isMixed(part: string): boolean {
  return part.length >= 4 && /\d/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part);
}

/** Bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** How often the kind of character changes, of all the places where it could; a capital and its word are one kind. */
function changes(text: string): number {
  const kinds = text
    .replace(/[A-Z][a-z]{2,}/g, (word) => 'a'.repeat(word.length))
    .replace(/[a-z]/g, 'a')
    .replace(/[A-Z]/g, 'A')
    .replace(/\d/g, '0');
  let count = 0;
  for (let i = 1; i < kinds.length; i += 1) if (kinds[i] !== kinds[i - 1]) count += 1;
  return count / (text.length - 1);
}

function isWordsInBase64(run: string): boolean {
  try {
    return PRINTABLE.test(atob(run.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return false;
  }
}
