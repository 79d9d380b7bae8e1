import { basename } from 'node:path';
import { createClaudeTranscriptSource } from '../engines/sources/claude-transcript.ts';
import { createCodexRolloutSource } from '../engines/sources/codex-rollout.ts';
import type { Source } from '../spec/contracts.ts';

/**
 * A reader of an agent's session file, by its name: Codex's are `rollout-….jsonl`, Claude Code's `UUID.jsonl`. Others
 * (Gemini's `session-….jsonl`) are of formats that nobody here knows.
 */
export function transcriptSourceOf(path: string): Source | undefined {
  if (/^rollout-.*\.jsonl$/.test(basename(path))) return createCodexRolloutSource();
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.jsonl$/.test(basename(path))
    ? createClaudeTranscriptSource()
    : undefined;
}
