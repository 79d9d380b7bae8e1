import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { FIREFOX_FILES, type FirefoxFiles, type FromFirefox, TO_FIREFOX } from './firefox-messages.ts';

const PACKAGE = '@browsermt/bergamot-translator/worker/bergamot-translator-worker';

/** The functions that Firefox has in machine code, and what they are called in the package's own wasm. */
const MATRIX_FUNCTIONS = {
  int8_prepare_a: 'int8PrepareAFallback',
  int8_prepare_b: 'int8PrepareBFallback',
  int8_prepare_b_from_transposed: 'int8PrepareBFromTransposedFallback',
  int8_prepare_b_from_quantized_transposed: 'int8PrepareBFromQuantizedTransposedFallback',
  int8_prepare_bias: 'int8PrepareBiasFallback',
  int8_multiply_and_add_bias: 'int8MultiplyAndAddBiasFallback',
  int8_select_columns_of_b: 'int8SelectColumnsOfBFallback',
};

/** As the package's own worker configures it; the models themselves say what else they are. */
const CONFIG = `beam-size: 1
normalize: 1.0
word-penalty: 0
cpu-threads: 0
gemm-precision: int8shiftAlphaAll
skip-cost: true
alignment: soft
quiet: true
quiet-translation: true
max-length-break: 128
mini-batch-words: 1024
workspace: 128
max-length-factor: 2.0
`;

/** What Bergamot has written since the start: the reason, when it aborts. */
const said: string[] = [];
const send = (answer: FromFirefox) => parentPort?.postMessage(answer);

const bergamot = await attempt('engine', startBergamot);
const translate = bergamot && (await attempt('model', () => load(bergamot, FIREFOX_FILES.parse(workerData))));

if (translate) {
  parentPort?.on('message', (message: unknown) => {
    const { id, text } = TO_FIREFOX.parse(message);
    try {
      send({ id, text: translate(text) });
    } catch (error) {
      send({ id, error: reasonOf(error), code: 'run' });
    }
  });
  send({ id: 0, text: '' });
}

/** Undefined, and told, when the step fails. */
async function attempt<T>(code: 'engine' | 'model', step: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    send({ id: 0, error: reasonOf(error), code });
    return undefined;
  }
}

/** As much of it as is used; Node's types leave it to those of the browser. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
};

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** The part of Bergamot's bindings that is used: wasm/bindings in github.com/browsermt/bergamot-translator. */
interface Bergamot {
  readonly AlignedMemory: new (bytes: number, alignment: number) => AlignedMemory;
  readonly AlignedMemoryList: new () => List<AlignedMemory>;
  readonly VectorString: new () => List<string>;
  readonly VectorResponseOptions: new () => List<{ alignment: boolean; html: boolean; qualityScores: boolean }>;
  readonly TranslationModel: new (
    config: string,
    model: AlignedMemory,
    shortlist: AlignedMemory,
    vocabularies: List<AlignedMemory>,
    qualityModel: null,
  ) => object;
  readonly BlockingService: new (options: { cacheSize: number }) => Service;
}

interface AlignedMemory {
  getByteArrayView(): Uint8Array;
}

interface List<T> {
  push_back(item: T): void;
  delete(): void;
}

interface Service {
  translate(model: object, texts: List<string>, options: object): Responses;
}

interface Responses {
  get(index: number): { getTranslatedText(): string };
  delete(): void;
}

/**
 * The package's own worker script expects CommonJS in a package that says it is not, so only Emscripten's script and
 * the wasm are taken. The script is a classic one that reads and fills a variable `Module`.
 */
function startBergamot(): Promise<Bergamot> {
  const { resolve } = createRequire(import.meta.url);
  const scriptPath = resolve(`${PACKAGE}.js`);
  const script = compileFunction(readFileSync(scriptPath, 'utf8'), ['Module'], { filename: scriptPath });
  const wasm = new WebAssembly.Module(readFileSync(resolve(`${PACKAGE}.wasm`)));
  return new Promise((accept, reject) => {
    const module = {
      print: (line: string) => said.push(line),
      printErr: (line: string) => said.push(line),
      onAbort: (reason: unknown) => reject(new Error(String(reason))),
      onRuntimeInitialized: () => accept(module as unknown as Bergamot),
      instantiateWasm(imports: object, done: (instance: WasmInstance) => void) {
        try {
          const instance = new WebAssembly.Instance(wasm, { ...imports, wasm_gemm: matrixFunctions(() => instance) });
          done(instance);
          return instance.exports;
        } catch (error) {
          // Emscripten would only write it down.
          reject(error);
          return {};
        }
      },
    };
    script(module);
  });
}

function matrixFunctions(instance: () => WasmInstance): object {
  const call =
    (name: string) =>
    (...values: unknown[]) => {
      const found = instance().exports[name];
      if (typeof found !== 'function') throw new Error(`Bergamot has no ${name}`);
      return found(...values);
    };
  return Object.fromEntries(Object.entries(MATRIX_FUNCTIONS).map(([name, own]) => [name, call(own)]));
}

/** Throws when Bergamot does not accept the files. It reads them only with the first sentence, so one is translated. */
function load(engine: Bergamot, files: FirefoxFiles): (text: string) => string {
  const place = (path: string, alignment: number) => {
    const bytes = readFileSync(path);
    const memory = new engine.AlignedMemory(bytes.length, alignment);
    memory.getByteArrayView().set(bytes);
    return memory;
  };
  const vocabularies = new engine.AlignedMemoryList();
  for (const path of new Set([files.sourceVocabulary, files.targetVocabulary])) vocabularies.push_back(place(path, 64));
  const [weights, shortlist] = [place(files.model, 256), place(files.lex, 64)];
  const model = new engine.TranslationModel(CONFIG, weights, shortlist, vocabularies, null);
  const service = new engine.BlockingService({ cacheSize: 0 });

  function translate(text: string): string {
    const texts = new engine.VectorString();
    texts.push_back(text);
    const options = new engine.VectorResponseOptions();
    options.push_back({ alignment: false, html: false, qualityScores: false });
    const responses = service.translate(model, texts, options);
    const translation = responses.get(0).getTranslatedText();
    for (const used of [texts, options, responses]) used.delete();
    return translation;
  }

  translate('The first sentence is slow.');
  return translate;
}

/** Marian's own words, where it wrote some, say more than that the wasm was aborted. */
function reasonOf(error: unknown): string {
  const line = said.find((words) => /\bError: /.test(words));
  const text = line ?? (error instanceof Error ? error.message : String(error));
  return text
    .replace(/^\[[^\]]*\]\s*/, '')
    .replace(/^Error: /, '')
    .trim();
}
