/** Headers of one connection, not of the message (RFC 9110, 7.6.1); the pieces of a body are counted anew by each side. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection']);

/** The flat list [name, value, name, value, …] in pairs. */
export function rawPairs(raw: readonly string[]): Array<[name: string, value: string]> {
  const pairs: Array<[string, string]> = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return pairs;
}

/** A flat list without what belongs to the connection; `Trailer` only where pieces come, at whose end trailers may be. */
export function endToEnd(raw: readonly string[]): string[] {
  const pairs = rawPairs(raw);
  const inPieces = pairs.some(([name, value]) => /^transfer-encoding$/i.test(name) && /\bchunked\b/i.test(value));
  return pairs
    .filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase()) && (inPieces || !/^trailer$/i.test(name)))
    .flat();
}
