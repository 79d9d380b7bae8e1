import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsBehind } from '../../src/agents/launch.ts';

const URL = 'http://127.0.0.1:1/openai';

test('Codex with a key is given a provider, and its own arguments after it', () => {
  const args = argumentsBehind('/usr/bin/codex', ['exec', 'Hi'], URL, { CODEX_API_KEY: 'k' });
  assert.ok(args.includes('model_providers.stream-tts.base_url="http://127.0.0.1:1/openai"'));
  assert.ok(args.includes('model_providers.stream-tts.env_key="CODEX_API_KEY"'));
  assert.deepEqual(args.slice(-2), ['exec', 'Hi']);
  assert.ok(!args.join(' ').includes('"k"'), 'the key itself stands nowhere');
});

test('others, and Codex without a key or without a relay, keep their arguments', () => {
  assert.deepEqual(argumentsBehind('claude', ['-p'], URL, { OPENAI_API_KEY: 'k' }), ['-p']);
  assert.deepEqual(argumentsBehind('codex', ['exec'], URL, {}), ['exec']);
  assert.deepEqual(argumentsBehind('codex', ['exec'], undefined, { OPENAI_API_KEY: 'k' }), ['exec']);
});
