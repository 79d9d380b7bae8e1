import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Another way from Japanese text to katakana; `undefined` texts of `read` are why it cannot run here. */
export interface ReadingPeer {
  readonly name: string;
  /** What to type where it is missing. */
  readonly command: string;
  readonly read: (texts: readonly string[]) => Promise<string[]>;
}

/** Tools of the benchmark, never of the product; each is looked for in `directory` and said how to install. */
export function readingPeers(directory: string): readonly ReadingPeer[] {
  const npm = (name: string) => `npm install --prefix ${directory} ${name}`;
  const python = join(directory, 'venv', 'bin', 'python');
  return [
    { name: 'kuromoji', command: npm('kuromoji@0.1.2'), read: (texts) => kuromoji(directory, texts) },
    {
      name: 'lindera',
      command: npm('lindera-wasm-nodejs-ipadic@2.0.0'),
      read: async (texts) => lindera(directory, texts),
    },
    {
      name: 'pyopenjtalk-plus',
      command: `python3 -m venv ${join(directory, 'venv')} && ${python} -m pip install 'pyopenjtalk-plus[onnxruntime]'`,
      read: async (texts) => pyopenjtalk(python, texts),
    },
  ];
}

interface KuromojiToken {
  readonly surface_form: string;
  readonly pronunciation?: string;
}
interface Kuromoji {
  builder(options: { dicPath: string }): {
    build(done: (error: unknown, tokenizer: { tokenize(text: string): KuromojiToken[] }) => void): void;
  };
}

async function kuromoji(directory: string, texts: readonly string[]): Promise<string[]> {
  const library: Kuromoji = requireFrom(directory)('kuromoji');
  const dicPath = join(directory, 'node_modules', 'kuromoji', 'dict');
  return new Promise((resolve, reject) => {
    library.builder({ dicPath }).build((error, tokenizer) => {
      if (error) return reject(error);
      const read = (text: string) =>
        tokenizer.tokenize(text).map(({ surface_form, pronunciation }) => pronunciation ?? surface_form);
      resolve(texts.map((text) => read(text).join('')));
    });
  });
}

interface Lindera {
  readonly TokenizerBuilder: new () => {
    setDictionary(uri: string): void;
    setMode(mode: string): void;
    build(): { tokenize(text: string): LinderaToken[] };
  };
}
interface LinderaToken {
  readonly surface?: string;
  readonly text?: string;
  readonly pronunciation?: string;
  readonly details?: readonly string[];
}

function lindera(directory: string, texts: readonly string[]): string[] {
  const { TokenizerBuilder }: Lindera = requireFrom(directory)('lindera-wasm-nodejs-ipadic');
  const builder = new TokenizerBuilder();
  builder.setDictionary('embedded://ipadic');
  builder.setMode('normal');
  const tokenizer = builder.build();
  const kana = (token: LinderaToken) => {
    const pronunciation = token.pronunciation ?? token.details?.[8];
    return pronunciation && pronunciation !== '*' ? pronunciation : (token.surface ?? token.text ?? '');
  };
  return texts.map((text) => tokenizer.tokenize(text).map(kana).join(''));
}

const SCRIPT = `
import json, sys, pyopenjtalk
print(json.dumps([pyopenjtalk.g2p(text, kana=True) for text in json.load(sys.stdin)]))
`;

function pyopenjtalk(python: string, texts: readonly string[]): string[] {
  if (!existsSync(python)) throw new Error(`${python} is missing`);
  const { status, stdout, stderr } = spawnSync(python, ['-c', SCRIPT], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? 'it failed');
  // It prints warnings on stdout as well.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

function requireFrom(directory: string): NodeJS.Require {
  return createRequire(join(directory, 'package.json'));
}
