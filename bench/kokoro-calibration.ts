/**
 * Measures the constants of Kokoro's streaming graph on the model as it is installed, and writes
 * src/models/recipes/kokoro/norm-rows.ts: `node --import tsx bench/kokoro-calibration.ts [VOICE…]` (a minute on two
 * cores). For each voice, over sentences of `bench translate`: the mean and variance of what the generator's norms see.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphProto } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AGENT_SENTENCES } from '../src/bench/data/agent-sentences.ts';
import { parseVocabulary, toTokens } from '../src/engines/voices/kokoro/tokens.ts';
import { toBfloat16 } from '../src/kit/bfloat16.ts';
import { loadNpz } from '../src/models/npz.ts';
import { convolutionsToFloat } from '../src/models/recipes/float-convolutions.ts';
import { findSites } from '../src/models/recipes/kokoro/sites.ts';
import { node, port } from '../src/models/recipes/nodes.ts';
import { type LazyTensor, readModel, writeModel } from '../src/models/recipes/onnx-file.ts';
import { createReader } from '../src/reading/reader.ts';
import { loadDictionary } from '../test/helpers/dictionary.ts';
import { store } from '../test/helpers/store.ts';

const VOICES = ['jf_alpha', 'jf_gongitsune', 'jf_nezumi', 'jf_tebukuro', 'jm_kumo'];
const SENTENCES = 4;
const STYLE_LENGTH = 256;

interface Norms {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

const dictionary = loadDictionary();
if (!dictionary) throw new Error('the dictionary is missing; type: npx stream-tts models pull');
const source = store.file('kokoro-82m', 'kokoro.int8.onnx');
const styles = await loadNpz(readFileSync(store.file('kokoro-82m', 'voices_ja.npz')));
const vocabulary = parseVocabulary(readFileSync(store.file('kokoro-82m', 'vocab.json'), 'utf8'));
const reader = createReader(dictionary);
const utterances = AGENT_SENTENCES.map(({ references: [text = ''] }) =>
  toTokens(reader.read(text).phonemes, vocabulary),
)
  .filter((tokens) => tokens.length >= 35 && tokens.length <= 60)
  .filter((_, i) => i % 4 === 0);
const named = process.argv.slice(2);
const voices = named.length > 0 ? named : VOICES;
const dir = mkdtempSync(join(tmpdir(), 'kokoro-calibration-'));

try {
  const rows = new Map<string, Norms>();
  for await (const [voice, norms] of measureNorms()) {
    rows.set(voice, norms);
    writeRows(rows);
    process.stderr.write(`${voice}\n`);
  }
} finally {
  rmSync(dir, { recursive: true });
}

/** The export's graph with its convolutions in floats, changed, opened. */
async function open(change: (graph: GraphProto, tensors: readonly LazyTensor[]) => readonly LazyTensor[]) {
  const model = await readModel(source);
  const { tensors } = convolutionsToFloat(model);
  if (!model.graph) throw new Error('the file has no graph');
  const path = join(dir, 'model.onnx');
  await writeModel(path, model, change(model.graph, tensors));
  return await InferenceSession.create(path, { intraOpNumThreads: 2, logSeverityLevel: 3 });
}

function feeds(tokens: readonly number[], voice: string) {
  const style = styles[voice]?.data.slice((tokens.length - 1) * STYLE_LENGTH, tokens.length * STYLE_LENGTH);
  if (!style) throw new Error(`there is no voice ${voice}`);
  return {
    tokens: new Tensor('int64', BigInt64Array.from([0, ...tokens, 0], BigInt), [1, tokens.length + 2]),
    style: new Tensor('float32', style, [1, STYLE_LENGTH]),
    speed: new Tensor('float32', [1], [1]),
  };
}

/** Adds the concatenation of tensors [1, channels, 1] to the outputs. */
function addOutput(graph: GraphProto, name: string, tensors: readonly string[]): void {
  graph.node.push(node('Concat', tensors, [name], { axis: 1 }));
  graph.output.push(port(name, [1, 'channels', 1]));
}

/** For each voice: averages over sentences. */
async function* measureNorms(): AsyncGenerator<[voice: string, norms: Norms]> {
  const session = await open((graph, tensors) => {
    const sites = findSites(graph);
    addOutput(
      graph,
      'means',
      sites.map((site) => site.mean),
    );
    addOutput(
      graph,
      'variances',
      sites.map((site) => site.variance),
    );
    return tensors;
  });
  for (const voice of voices) {
    const sums = { mean: new Float64Array(0), variance: new Float64Array(0) };
    const said = utterances.slice(0, SENTENCES);
    for (const tokens of said) {
      const { means, variances } = await session.run(feeds(tokens, voice));
      sums.mean = added(sums.mean, floats(means));
      sums.variance = added(sums.variance, floats(variances));
    }
    const average = (sum: Float64Array) => Float32Array.from(sum, (value) => value / said.length);
    yield [voice, { mean: average(sums.mean), variance: average(sums.variance) }];
  }
  await session.release();
}

function added(sum: Float64Array, values: Float32Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(values, (value, i) => value + (sum[i] ?? 0));
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('an output is missing');
  return tensor.data;
}

function writeRows(rows: ReadonlyMap<string, Norms>): void {
  const lines = [...rows].map(
    ([voice, { mean, variance }]) =>
      `  ${voice}: {\n    mean:\n      '${toBfloat16(mean)}',\n    variance:\n      '${toBfloat16(variance)}',\n  },\n`,
  );
  const text = `/** Written by bench/kokoro-calibration.ts: for each channel of the sites of \`findSites\`, by \`toBfloat16\`. */
export const NORM_ROWS: Readonly<Record<string, { readonly mean: string; readonly variance: string }>> = {
${lines.join('')}};
`;
  writeFileSync(new URL('../src/models/recipes/kokoro/norm-rows.ts', import.meta.url), text);
}
