import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSecretFilter } from '../../src/text/secret-filter.ts';
import { findSecrets, SECRET_RULES } from '../../src/text/secrets.ts';
import { cut, sentencesOf } from './say.ts';

// Made up for this test; put together here so that no scanner of repositories takes them for real ones.
const made = (...parts: string[]) => parts.join('');
const RANDOM = 'q7Xk2mV9bT4nR8wZ1cL6yH3jD5fG0sPa';
const PEM = made(
  '-----BEGIN RSA ',
  'PRIVATE KEY-----\n',
  `${RANDOM}${RANDOM}\nx3Fk9==\n`,
  '-----END RSA ',
  'PRIVATE KEY-----',
);

const SECRETS: ReadonlyArray<readonly [rule: string, secret: string, markdown: (secret: string) => string]> = [
  ['aws-access-key', made('AKIA', 'IOSFODNN7EXAMPLE'), (s) => `The key ${s} is old.`],
  ['github', made('ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'), (s) => `Use \`${s}\` here.`],
  ['github', made('github_pat_', '11ABCDEFG0abcdefghijkl_mnopqrstuv'), (s) => `It is **${s}**.`],
  ['gitlab', made('glpat-', 'abcDEF123456ghiJKL78'), (s) => `- ${s}`],
  ['model-provider', made('sk-', 'ant-api03-', RANDOM), (s) => `Set \`ANTHROPIC_API_KEY=${s}\` first.`],
  ['model-provider', made('sk-', 'proj-', RANDOM), (s) => `It starts with ${s}, I think.`],
  ['stripe', made('sk_', 'live_', '4eC39HqLyjWDarjtT1zdp7dc'), (s) => `> ${s}`],
  ['slack', made('xoxb-', '123456789012-abcdefGHIJKL'), (s) => `The bot has ${s} now.`],
  ['google', made('AIza', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'), (s) => `# ${s}`],
  ['hub', made('hf_', 'AbCdEfGhIjKlMnOpQrStUvWxYz12'), (s) => `[${s}](https://a.bc)`],
  ['sendgrid', made('SG.', 'abcdefghijklmnop12.', 'qrstuvwxyz0123456789'), (s) => `It is ${s}.`],
  [
    'jwt',
    made('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0', '.dozjgNryP4J3jVmNHl0w5N'),
    (s) => `Token: ${s}`,
  ],
  ['url-password', 'hunter2', (s) => `See postgres://me:${s}@db.local/app now.`],
  ['bearer', 'abc123def456ghi789', (s) => `Send \`Authorization: Bearer ${s}\` with it.`],
  ['assigned', 'hunter2', (s) => `I set \`password=${s}\` there.`],
  ['assigned', 'tr0ub4dor', (s) => `DB_PASSWORD="${s}" is in the file.`],
  ['told', 'hunter2!x', (s) => `The password is ${s} for now.`],
  ['told', 's3cr3tV4lue', (s) => `{"api_key": "${s}"}`],
  ['option', 'hunter2x', (s) => `Run \`login --password ${s}\` first.`],
  ['random', RANDOM, (s) => `It printed ${s} and ended.`],
  ['random', made('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY1x'), (s) => `| a | b |\n|---|---|\n| x | ${s} |`],
];

for (const [rule, secret, markdown] of SECRETS) {
  test(`secrets: ${rule}: ${markdown('…')}`, () => {
    const text = markdown(secret);
    assert.ok(findSecrets(text).length > 0);
    for (const pieces of [[text], text.split('')]) {
      const sentences = sentencesOf(pieces, 'read');
      assert.ok(!JSON.stringify(sentences).includes(secret), JSON.stringify(sentences));
      assert.match(sentences.map(({ text: said }) => said).join(' '), /a secret/);
      for (const { text: said, spans } of sentences) for (const { end } of spans) assert.ok(end <= said.length);
    }
    const filter = createSecretFilter();
    const shown =
      text
        .split('')
        .map((char) => filter.write(char))
        .join('') + filter.end();
    assert.ok(!shown.includes(secret), shown);
  });
}

test('secrets: every rule has a case', () => {
  const tried = new Set(SECRETS.map(([rule]) => rule));
  for (const { name } of SECRET_RULES) assert.ok(name === 'pem' || tried.has(name), name);
});

test('secrets: nothing of a private key is said, in prose or in code that is read', () => {
  for (const text of [`Here:\n\n${PEM}\n\nDone.`, `Here:\n\n\`\`\`\n${PEM}\n\`\`\`\n\nDone.`]) {
    for (const pieces of [[text], text.split('')]) {
      const said = sentencesOf(pieces, 'read').map((sentence) => sentence.text);
      assert.equal(said.at(-1), 'Done.');
      assert.doesNotMatch(said.join(' '), /q7Xk|x3Fk/);
    }
    const filter = createSecretFilter();
    assert.doesNotMatch(
      text
        .split('')
        .map((char) => filter.write(char))
        .join('') + filter.end(),
      /q7Xk|x3Fk/,
    );
  }
});

test('secrets: in Japanese the word is Japanese', () => {
  const [sentence] = sentencesOf('鍵は`password=hunter2`です。');
  assert.equal(sentence?.text, '鍵はpassword=シークレットです。');
});

const NO_SECRETS: readonly string[] = [
  'Commit 4c60feab12cd34ef56ab78cd90ef12ab34cd56ef broke it.',
  'The checksum is e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.',
  'Job 3f2b8c1e-9d4a-4f6b-8e2c-7a1d5b9c0e3f failed.',
  'The lock file has sha512-q7Xk2mV9bT4nR8wZ1cL6yH3jD5fG0sPaq7Xk2mV9bT4nR8wZ1cL6yH3jD5fG0sPa== now.',
  'It decodes Y29uc3QgYSA9IDE7CmV4cG9ydCBkZWZhdWx0IGE7 to source code.',
  'Call thisIsAVeryLongFunctionNameForTestingPurposes2 again.',
  'See src/components/UserProfile/AccountSettingsDialog2.test.tsx now.',
  'The password is required, and the token is refreshed every hour.',
  'Password: must have 8 characters.',
  'Set `API_KEY=$MY_KEY` or `token = process.env.TOKEN` first.',
  'Put `password=<your password>` there.',
  'The secret is to test early.',
  'max_tokens=4096 is the default, and tokens: 1200 were used.',
  'The token was 128 characters long.',
  'I renamed `getAccessToken` to `readAccessToken`.',
  'See https://example.com/docs/getting-started/installation-guide for more.',
  'Use `node_modules/.bin/typescript-language-server` for it.',
  'sk-learn and sk-something-else-entirely-here are names.',
];

for (const text of NO_SECRETS) {
  test(`secrets: none in: ${text}`, () => assert.deepEqual(findSecrets(text), []));
}

test('secrets: a filter without secrets changes nothing, however the text is cut', () => {
  const words = fc.array(fc.constantFrom('one ', 'two\n', 'three', ' four', '. ', 'a/b.ts ', '#12 '), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(words, fc.array(fc.nat(200), { maxLength: 10 }), (pieces, places) => {
      const text = pieces.join('');
      const filter = createSecretFilter();
      const shown = cut(text, places)
        .map((piece) => filter.write(piece))
        .join('');
      assert.equal(shown + filter.end(), text);
    }),
  );
});
