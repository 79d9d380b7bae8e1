import type { Engines } from '../../app/engines.ts';
import { createIds } from '../../app/speak.ts';
import { createSentencer } from '../../text/sentencer.ts';
import type { Reply } from './replies.ts';

/**
 * The engines alone, called by hand on a reply's first sentence: translated as far as `said` reaches, then spoken to the
 * first piece of sound. Nothing is checked, queued or handed on. In milliseconds.
 */
export async function bareMs({ translators, voice }: Engines, reply: Reply, said: string, to: string): Promise<number> {
  await forgetSentence({ translators }, to);
  const sentencer = createSentencer({ nextId: createIds('b'), messageId: '', code: 'announce' });
  const [first] = [...sentencer.write(reply.text), ...sentencer.end()];
  const controller = new AbortController();
  const { signal } = controller;
  const startedAtMs = performance.now();
  const [translator] = translators;
  if (first !== undefined && first.language !== to && first.announce === undefined && translator !== undefined) {
    let translation = '';
    for await (const piece of translator.translate(first, { to, context: [], attempt: 0, signal })) {
      translation += piece;
      if (translation.length >= said.length) break;
    }
  }
  for await (const _ of voice.speak(said, { speed: 1, signal })) break;
  const tookMs = performance.now() - startedAtMs;
  controller.abort();
  return tookMs;
}

/** Asks for something else: a translator that has just read a sentence need not read it again. */
export async function forgetSentence({ translators }: Pick<Engines, 'translators'>, to: string): Promise<void> {
  const sentence = { text: 'Done.', spans: [], language: 'en' };
  const { signal } = new AbortController();
  const other = translators[0]?.translate(sentence, { to, context: [], attempt: 0, signal }) ?? [];
  for await (const _ of other);
}
