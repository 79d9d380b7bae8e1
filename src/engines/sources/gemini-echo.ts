/** Shorter repetitions are a person's own way to write. */
const SHORTEST = 8;

/**
 * The answer in `prompt_response` of Gemini CLI's AfterAgent hook. Seen with the real 0.61.0: the whole answer, and after
 * it all of its pieces but the first once more, with spaces between them. A text whose end comes twice in a row, the
 * repetition being its greater part, is taken for that.
 */
export function withoutEcho(response: string): string {
  const bare = response.replace(/\s/g, '');
  for (let size = Math.floor(bare.length / 2); size >= Math.max(SHORTEST, bare.length / 3); size -= 1) {
    const end = bare.length - size;
    if (bare.slice(end) === bare.slice(end - size, end)) return beginning(response, end);
  }
  return response;
}

/** So many characters that are no white space, and what stands between them. */
function beginning(text: string, count: number): string {
  let left = count;
  for (let at = 0; at < text.length; at += 1) {
    if (left === 0) return text.slice(0, at);
    if (!/\s/.test(text[at] ?? '')) left -= 1;
  }
  return text;
}
