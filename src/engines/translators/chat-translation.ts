import type { Translator } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import type { ChatClient } from './chat-client.ts';
import type { Prompt } from './prompt-formats.ts';

/** Whom to ask, and how. */
export interface ChatAsk {
  readonly client: ChatClient;
  readonly prompt: Prompt;
}

/**
 * One sentence by a chat model: the first line of its answer, in the pieces in which it comes. After an abort it ends
 * without an error. Only where the server goes on from an answer that was begun may `given` be set. Rejects with a
 * StreamTtsError.
 */
export async function* translateByChat(
  { client, prompt }: ChatAsk,
  { text }: Parameters<Translator['translate']>[0],
  { signal, given = '', ...asked }: Parameters<Translator['translate']>[1],
): AsyncGenerator<string> {
  if (signal.aborted) return;
  const messages = prompt(text, asked);
  if (given !== '') messages.push({ role: 'assistant', content: given });
  try {
    const answer = client.ask({ messages, maxTokens: answerLimit(text), signal });
    const pieces = firstLine(given === '' ? answer : after(given, answer));
    for await (const piece of pieces) {
      // Several may have come in one packet.
      if (signal.aborted) return;
      yield piece;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Asks for next to nothing, so that the server loads its model and evaluates what never changes. */
export async function warmByChat({ client, prompt }: ChatAsk, signal: AbortSignal, maxTokens = 1): Promise<void> {
  const answer = client.ask({ messages: prompt('OK.'), maxTokens, signal, first: true });
  for await (const _ of answer) {
    // What it says is of no use.
  }
}

/** The address without what follows its path. Throws a StreamTtsError (exit code 2) when it is none of a chat API. */
export function checkedAddress(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw badSettings(
      'The address of a chat API must begin with http:// or https://, as in http://127.0.0.1:11434/v1.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw badSettings('The address of a chat API must hold no name or password; set OPENAI_API_KEY instead.');
  }
  return url.href;
}

/** The key without blanks around it; undefined where there is none. Throws (exit code 2) when it cannot be sent. */
export function checkedKey(apiKey: string | undefined, variable = 'OPENAI_API_KEY'): string | undefined {
  const key = apiKey?.trim() ?? '';
  if (key === '') return undefined;
  if (/[^\x21-\x7e]/.test(key)) throw badSettings(`The variable ${variable} holds characters that no key has.`);
  return key;
}

/** Two to three tokens a Japanese character at worst, half as many characters as English: more is no translation. */
function answerLimit(source: string): number {
  return 32 + source.length;
}

/** What follows the beginning: some servers give the beginning again, llama-server among them. */
async function* after(beginning: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string | undefined = '';
  for await (const piece of pieces) {
    if (held === undefined) {
      yield piece;
      continue;
    }
    held += piece;
    if (beginning.startsWith(held) && held.length < beginning.length) continue;
    yield held.startsWith(beginning) ? held.slice(beginning.length) : held;
    held = undefined;
  }
  if (held !== undefined && held !== '') yield held;
}

/** Not every server obeys `stop`, and some models begin with a blank. */
async function* firstLine(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let begun = false;
  for await (const piece of pieces) {
    const text: string = begun ? piece : piece.trimStart();
    const end = text.search(/[\r\n]/);
    const line = end === -1 ? text : text.slice(0, end);
    if (line !== '') yield line;
    begun ||= line !== '';
    if (end !== -1) return;
  }
}

function badSettings(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'bad-settings', stage: 'settings', exitCode: 2, message });
}
