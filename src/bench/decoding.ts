import { sleep } from '../app/speak.ts';
import { createInterpreter } from '../pipeline/interpreter.ts';
import type { Translator } from '../spec/contracts.ts';
import { median, rounded } from './machine.ts';

export interface DecodingInput {
  /** The same GGUF that the translator reads. */
  readonly file: string;
  readonly threads: number;
  readonly to: string;
  readonly sources: readonly string[];
  readonly signal: AbortSignal;
}

export interface Decoding extends Record<string, number | null> {
  /** Tokens a second of our decoding, divided by the bare engine's; the median of the sentences. */
  readonly tokensOverBare: number | null;
  readonly tokensPerSecond: number | null;
}

/** About as many tokens as our prompt has: attention costs more, the more it looks back on. */
const LOOK_BACK = 450;

/**
 * How much of the bare engine's speed is left when the interpreter draws on the translator. Each sentence is translated
 * by us, and then as many tokens are decoded by node-llama-cpp alone on a context of the same length, in the same
 * process with the same threads; prompts are not counted on either side.
 */
export async function decodingOf(translator: Translator, input: DecodingInput): Promise<Decoding> {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  const llama = await getLlama({
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
    maxThreads: 0,
  });
  const model = await llama.loadModel({ modelPath: input.file });
  try {
    const context = await model.createContext({ contextSize: 2048, batchSize: 512, threads: input.threads });
    const sequence = context.getSequence();
    const lookBack = model
      .tokenize('The parser reads the whole file and writes a short report. '.repeat(80))
      .slice(0, LOOK_BACK);
    await sequence.evaluateWithoutGeneratingNewTokens(lookBack);
    const ratios: number[] = [];
    const speeds: number[] = [];
    for (const source of input.sources) {
      const own = await timeOurs(translator, source, input);
      const tokens = model.tokenize(own.text).length - model.tokenize(own.first).length + 1;
      if (tokens < 8) continue;
      await sequence.adaptStateToTokens(lookBack.slice(0, -1), false);
      const bareMs = await timeBare(sequence.evaluate(lookBack.slice(-1), { temperature: 0 }), tokens);
      ratios.push(bareMs / own.ms);
      speeds.push((1000 * tokens) / own.ms);
    }
    return { tokensOverBare: rounded(median(ratios), 3), tokensPerSecond: rounded(median(speeds), 1) };
  } finally {
    await model.dispose();
    await llama.dispose();
  }
}

/** From the first piece of an answer to its end. */
async function timeOurs(translator: Translator, source: string, { to, signal }: DecodingInput) {
  let [first, text, startedAtMs, ms] = ['', '', 0, 0];
  const watched: Translator = {
    ...translator,
    async *translate(sentence, options) {
      if (options.attempt > 0) return;
      [first, text] = ['', ''];
      for await (const piece of translator.translate(sentence, options)) {
        if (text === '') [first, startedAtMs] = [piece, performance.now()];
        text += piece;
        yield piece;
      }
      ms = performance.now() - startedAtMs;
    },
  };
  const bare = source.replaceAll('`', '');
  const interpreter = createInterpreter({ translators: [watched], to, clock: () => performance.now(), sleep });
  const sentence = { sentenceId: 's', messageId: '', text: bare, spans: [], spoken: bare, language: 'en' };
  await interpreter.interpret(sentence, { signal });
  return { first, text, ms };
}

async function timeBare(tokens: AsyncIterable<unknown>, count: number): Promise<number> {
  let seen = 0;
  let startedAtMs = 0;
  for await (const _ of tokens) {
    if (seen === 0) startedAtMs = performance.now();
    seen += 1;
    if (seen > count) break;
  }
  return performance.now() - startedAtMs;
}
