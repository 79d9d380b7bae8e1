import type { Source } from '../../spec/contracts.ts';
import { createAutoSource } from './auto.ts';
import { createClaudeSource } from './claude.ts';
import { createTextSource } from './text.ts';

/** The readers that exist, by their names for `--from`. */
export const SOURCES: Readonly<Record<string, () => Source>> = {
  auto: createAutoSource,
  claude: createClaudeSource,
  text: createTextSource,
};

export { createAutoSource, createClaudeSource, createTextSource };
