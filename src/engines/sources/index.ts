import { createAcpSource } from './acp.ts';
import { createAmpSource } from './amp.ts';
import { createAnthropicSource } from './anthropic.ts';
import { createAutoSource } from './auto.ts';
import { createClaudeSource } from './claude.ts';
import { createClaudeTranscriptSource } from './claude-transcript.ts';
import { createCodexSource } from './codex.ts';
import { createCodexRolloutSource } from './codex-rollout.ts';
import { createCopilotSource } from './copilot.ts';
import { createCursorSource } from './cursor.ts';
import { createGeminiSource } from './gemini.ts';
import { createHookSource } from './hook.ts';
import type { CreateSource, SourceOptions } from './json-source.ts';
import { createOpenAiChatSource } from './openai-chat.ts';
import { createOpenAiResponsesSource } from './openai-responses.ts';
import { createOpencodeSource } from './opencode.ts';
import { createTextSource } from './text.ts';

/** The readers, by their names for `--from`. */
export const SOURCES = {
  auto: createAutoSource,
  claude: createClaudeSource,
  'claude-transcript': createClaudeTranscriptSource,
  hook: createHookSource,
  codex: createCodexSource,
  'codex-rollout': createCodexRolloutSource,
  gemini: createGeminiSource,
  opencode: createOpencodeSource,
  cursor: createCursorSource,
  amp: createAmpSource,
  copilot: createCopilotSource,
  acp: createAcpSource,
  anthropic: createAnthropicSource,
  'openai-chat': createOpenAiChatSource,
  'openai-responses': createOpenAiResponsesSource,
  text: createTextSource,
} as const satisfies Readonly<Record<string, CreateSource>>;

export type { SourceOptions };
export { createAutoSource, createClaudeSource, createTextSource };
