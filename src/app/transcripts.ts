import { basename } from 'node:path';
import { createClaudeTranscriptSource } from '../engines/sources/claude-transcript.ts';
import { createCodexRolloutSource } from '../engines/sources/codex-rollout.ts';
import type { Source } from '../spec/contracts.ts';

/** A reader of an agent's session file, by its name: Codex's are `rollout-….jsonl`, Claude Code's `SESSION.jsonl`. */
export function transcriptSourceOf(path: string): Source | undefined {
  if (/^rollout-.*\.jsonl$/.test(basename(path))) return createCodexRolloutSource();
  return path.endsWith('.jsonl') ? createClaudeTranscriptSource() : undefined;
}
