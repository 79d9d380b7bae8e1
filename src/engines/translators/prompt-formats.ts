import { createHash } from 'node:crypto';
import type { PromptName } from '../../models/types.ts';
import type { Translator } from '../../spec/contracts.ts';
import type { ChatMessage } from './chat-client.ts';
import { EXAMPLES, INSTRUCTION, instructionFor, PLAIN_INSTRUCTION, request } from './prompt.ts';

/** What of a translator's options a prompt can show. */
export type Asked = Pick<Parameters<Translator['translate']>[1], 'attempt' | 'terms' | 'kept'> &
  Partial<Pick<Parameters<Translator['translate']>[1], 'context'>>;

/** The conversation that asks for one sentence: all but its last message is the same for every sentence. */
export type Prompt = (text: string, asked?: Asked) => ChatMessage[];

/**
 * How a family of models is asked; the model's own chat template renders it. Models made for translation know one
 * request each, from their publishers' pages (huggingface.co/LiquidAI/LFM2-350M-ENJP-MT, cyberagent/CAT-Translate-0.8b,
 * tencent/HY-MT1.5-1.8B, google/translategemma-4b-it), and take neither examples nor terms.
 */
export function promptOf(name: PromptName, to = 'ja'): Prompt {
  const language = languageName(to);
  switch (name) {
    case 'examples':
    case 'examples-small':
      return withExamples(to);
    case 'plain':
      return (text, asked) => [system(PLAIN_INSTRUCTION), user(request(text, asked))];
    case 'lfm2-enjp-mt':
      return (text) => [system(`Translate to ${language}.`), user(text)];
    case 'cat-translate':
      return (text) => [user(`Translate the following English text into ${language}.\n\n${text}`)];
    case 'hy-mt':
      return (text) => [
        user(`Translate the following segment into ${language}, without additional explanation.\n\n${text}`),
      ];
    case 'translategemma':
      return (text) => [user(`${gemma(language, to)}\n\n\n${text}`)];
  }
}

/** What the pipeline is to know of a translator that asks in this way. */
export function traitsOf(name: PromptName, to?: string): Pick<Translator, 'context' | 'variant'> {
  const asked = [0, 1].map((attempt) => promptOf(name, to)('', { attempt }));
  const variant = createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 8);
  const context = CONTEXT[name];
  return context === undefined ? { variant } : { variant, context };
}

/**
 * Two exchanges more are some 120 tokens to evaluate: a second on two cores, which a small model is not worth while all
 * is well. What it got wrong it often gets right with them (docs/quality.md).
 */
const CONTEXT: Partial<Record<PromptName, Translator['context']>> = {
  examples: { sentences: 2, fromTry: 0 },
  'examples-small': { sentences: 2, fromTry: 1 },
};

/** The family of a file or model that is in no catalogue, by its name; a general chat model where none is known. */
export function promptNameOf(modelName: string): PromptName {
  return FAMILIES.find(([pattern]) => pattern.test(modelName))?.[1] ?? 'examples';
}

const FAMILIES: ReadonlyArray<readonly [RegExp, PromptName]> = [
  [/lfm2.*enjp-mt/i, 'lfm2-enjp-mt'],
  [/cat-translate/i, 'cat-translate'],
  [/\bhy-mt|hunyuan-mt/i, 'hy-mt'],
  [/translategemma/i, 'translategemma'],
  [/(?<![\d.])(?:0\.\d|1(?:\.\d)?)b\b/i, 'examples-small'],
];

/** The examples are Japanese; another language is asked for without any. */
function withExamples(to: string): Prompt {
  const isJapanese = /^ja\b/.test(to);
  const language = languageName(to);
  const before = [
    system(isJapanese ? INSTRUCTION : instructionFor(language)),
    ...(isJapanese ? EXAMPLES : []).flatMap(({ source, translation }) => [
      user(request(source)),
      { role: 'assistant', content: translation } as const,
    ]),
  ];
  return (text, asked) => [...before, ...exchanges(asked?.context), user(request(text, asked, language))];
}

/** What was said before, as if it had been asked for the same way. */
function exchanges(context: Asked['context'] = []): ChatMessage[] {
  return context.flatMap(({ source, translation }) => [
    user(request(source)),
    { role: 'assistant', content: translation } as const,
  ]);
}

function gemma(language: string, code: string): string {
  return (
    `You are a professional English (en) to ${language} (${code}) translator. Your goal is to accurately convey the ` +
    `meaning and nuances of the original English text while adhering to ${language} grammar, vocabulary, and cultural ` +
    `sensitivities.\nProduce only the ${language} translation, without any additional explanations or commentary. ` +
    `Please translate the following English text into ${language}:`
  );
}

function languageName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
}

function system(content: string): ChatMessage {
  return { role: 'system', content };
}

function user(content: string): ChatMessage {
  return { role: 'user', content };
}
