import { createAcpSource, isAcpLine } from './acp.ts';
import { createAmpSource, isAmpLine } from './amp.ts';
import { createAnthropicSource, isAnthropicEvent } from './anthropic.ts';
import { createClaudeSource, isClaudeLine } from './claude.ts';
import { createClaudeTranscriptSource, isClaudeTranscriptLine } from './claude-transcript.ts';
import { createCodexSource, isCodexLine } from './codex.ts';
import { createCodexRolloutSource, isCodexRolloutLine } from './codex-rollout.ts';
import { createCopilotSource, isCopilotLine } from './copilot.ts';
import { createCursorSource, isCursorLine } from './cursor.ts';
import { createGeminiSource, isGeminiLine } from './gemini.ts';
import { createHookSource, isHookPayload } from './hook.ts';
import { isRecord, type Json } from './json.ts';
import type { CreateSource } from './json-source.ts';
import { createOpenAiChatSource, isOpenAiChatChunk } from './openai-chat.ts';
import { createOpenAiResponsesSource, isOpenAiResponsesEvent } from './openai-responses.ts';
import { createOpencodeSource, isOpencodeLine } from './opencode.ts';

export interface Detector {
  /** True where this JSON object can only be a line of the format. */
  readonly test: (value: Json) => boolean;
  readonly create: CreateSource;
}

/** The first match wins (agent-formats.md 8); a format is added by one line. */
export const DETECTORS: readonly Detector[] = [
  { test: isHookPayload, create: createHookSource },
  { test: isCodexLine, create: createCodexSource },
  { test: isAcpLine, create: createAcpSource },
  { test: isCodexRolloutLine, create: createCodexRolloutSource },
  { test: isClaudeTranscriptLine, create: createClaudeTranscriptSource },
  { test: isAmpLine, create: createAmpSource },
  { test: isClaudeLine, create: createClaudeSource },
  { test: isGeminiLine, create: createGeminiSource },
  { test: isOpencodeLine, create: createOpencodeSource },
  { test: isCopilotLine, create: createCopilotSource },
  { test: isCursorLine, create: createCursorSource },
  { test: isOpenAiChatChunk, create: createOpenAiChatSource },
  { test: isOpenAiResponsesEvent, create: createOpenAiResponsesSource },
  { test: isAnthropicEvent, create: createAnthropicSource },
];

/** The reader for a value of JSON, or undefined where no known agent writes such a thing. */
export function detect(value: unknown): CreateSource | undefined {
  const object: unknown = Array.isArray(value) ? value[0] : value;
  return isRecord(object) ? DETECTORS.find((detector) => detector.test(object))?.create : undefined;
}
