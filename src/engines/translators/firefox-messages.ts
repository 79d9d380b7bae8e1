import { z } from 'zod';

/** What the thread is started with: absolute paths. */
export const FIREFOX_FILES = z.object({
  model: z.string(),
  lex: z.string(),
  sourceVocabulary: z.string(),
  targetVocabulary: z.string(),
});

/** A Firefox model on disk. Where both languages share one vocabulary, both name the same file. */
export type FirefoxFiles = Readonly<z.infer<typeof FIREFOX_FILES>>;

export const TO_FIREFOX = z.object({ id: z.number().int().positive(), text: z.string() });

export type ToFirefox = Readonly<z.infer<typeof TO_FIREFOX>>;

/**
 * The answer with id 0 says that the model is loaded, or why it cannot be: `engine` when Bergamot does not start here,
 * `model` when it does not accept the files. After an error with another id the engine is of no more use.
 */
export const FROM_FIREFOX = z.union([
  z.object({ id: z.number().int().nonnegative(), text: z.string() }),
  z.object({ id: z.number().int().nonnegative(), error: z.string(), code: z.enum(['engine', 'model', 'run']) }),
]);

export type FromFirefox = Readonly<z.infer<typeof FROM_FIREFOX>>;
