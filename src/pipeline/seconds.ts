/** Characters a second, about: of Japanese as it is spoken, of a language that will be translated. */
const JAPANESE_PER_S = 6.5;
const OTHERS_PER_S = 14;

/** About how long it takes to say a text, before anything is known of its sound. The language is BCP 47. */
export function secondsOf(text: string, language: string): number {
  return text.length / (/^ja\b/i.test(language) ? JAPANESE_PER_S : OTHERS_PER_S);
}
