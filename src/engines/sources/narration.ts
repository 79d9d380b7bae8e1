/**
 * Whether a thinking block is prose for the user in the wrong box: its signature, a base64 protobuf, then holds the
 * word `narration` where it else has `thinking` (agent-formats.md 1.5: reports, not documented). Unsure is no.
 */
export function isNarration(signature: string): boolean {
  if (signature === '' || signature.length > 1024 * 1024) return false;
  const bytes = Buffer.from(signature, 'base64').toString('latin1');
  // Field 8 with a length and that many printable characters.
  for (const match of bytes.matchAll(/\x42([\x01-\x40])([ -~]{1,64})/g)) {
    const length = match[1]?.charCodeAt(0) ?? 0;
    if (match[2]?.slice(0, length) === 'narration' && length === 'narration'.length) return true;
  }
  return false;
}
