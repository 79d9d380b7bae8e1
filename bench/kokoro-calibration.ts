/**
 * Measures the constants of Kokoro's streaming graph on the model as it is installed, and writes
 * src/models/recipes/kokoro/calibration.ts: `node --import tsx bench/kokoro-calibration.ts [VOICE…]` (some 10 minutes on
 * two cores). For each voice, over sentences of `bench translate`: the mean and variance of what the generator's norms
 * see; then, with their average as constants, the ranges of what its convolutions take and give.
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
import { keepFront } from '../src/models/recipes/kokoro/front.ts';
import { keepGenerator } from '../src/models/recipes/kokoro/generator.ts';
import { findSites } from '../src/models/recipes/kokoro/sites.ts';
import { node, port } from '../src/models/recipes/nodes.ts';
import { type LazyTensor, readModel, writeModel } from '../src/models/recipes/onnx-file.ts';
import { createReader } from '../src/reading/reader.ts';
import { loadDictionary } from '../test/helpers/dictionary.ts';
import { store } from '../test/helpers/store.ts';

const VOICES = ['jf_alpha', 'jf_gongitsune', 'jf_nezumi', 'jf_tebukuro', 'jm_kumo'];
const SENTENCES_FOR_NORMS = 4;
const SENTENCES_FOR_RANGES = 3;
const STYLE_LENGTH = 256;

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
const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  const { mean, variance } = await measureNorms();
  const ranges = await measureRanges(mean, variance);
  writeRows({ mean, variance, ...ranges });
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

/** Averages over sentences and voices. */
async function measureNorms() {
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
  const sums = { mean: new Float64Array(0), variance: new Float64Array(0) };
  let count = 0;
  for (const voice of voices) {
    for (const tokens of utterances.slice(0, SENTENCES_FOR_NORMS)) {
      const { means, variances } = await session.run(feeds(tokens, voice));
      sums.mean = added(sums.mean, floats(means));
      sums.variance = added(sums.variance, floats(variances));
      count += 1;
    }
    say(`norms of ${voice}`);
  }
  await session.release();
  const average = (sum: Float64Array) => Float32Array.from(sum, (value) => value / count);
  return { mean: average(sums.mean), variance: average(sums.variance) };
}

/** For each voice the average of the sentences' extremes, so that a rare one does not widen a range; then the widest of the voices. */
async function measureRanges(mean: Float32Array, variance: Float32Array) {
  const front = await open(keepFront);
  const generator = await open((graph, tensors) => {
    const used = keepGenerator(graph, tensors);
    const convolutions = graph.node.filter(({ opType, input }) => opType === 'Conv' && input[0]?.startsWith('bent_'));
    const extremes = { ReduceMin: 'low', ReduceMax: 'high' } as const;
    for (const [opType, as] of Object.entries(extremes)) {
      for (const [side, pick] of Object.entries({ input: 0, output: 1 })) {
        const names = convolutions.map(({ input, output }) => [input[0] ?? '', output[0] ?? ''][pick] ?? '');
        graph.node.push(
          ...names.map((name, i) => node(opType, [name, 'time'], [`${side}_${as}_${i}`], { keepdims: 1 })),
        );
        addOutput(
          graph,
          `${side}_${as}`,
          names.map((_, i) => `${side}_${as}_${i}`),
        );
      }
    }
    return [...used, { name: 'time', dims: [1], type: 'int64', values: () => BigInt64Array.of(2n) }];
  });
  const ranges: Record<string, Float32Array> = {};
  for (const voice of voices) {
    const sums: Record<string, Float64Array> = {};
    const chosen = utterances.slice(-SENTENCES_FOR_RANGES);
    for (const tokens of chosen) {
      const { frames, source: har, gains, offsets } = await front.run(feeds(tokens, voice));
      if (!frames || !har) throw new Error('the front lacks an output');
      const scale = floats(gains).map((gain, c) => gain / Math.sqrt((variance[c] ?? 1) + 1e-5));
      const shift = floats(offsets).map((offset, c) => offset - (scale[c] ?? 0) * (mean[c] ?? 0));
      const column = (values: Float32Array) => new Tensor('float32', values, [1, values.length, 1]);
      const results = await generator.run({ frames, source: har, scale: column(scale), shift: column(shift) });
      for (const name of ['input_low', 'input_high', 'output_low', 'output_high']) {
        sums[name] = added(sums[name] ?? new Float64Array(0), floats(results[name]));
      }
    }
    for (const [name, sum] of Object.entries(sums)) {
      const widest = name.endsWith('low') ? Math.min : Math.max;
      const before = ranges[name];
      ranges[name] = Float32Array.from(sum, (value, c) =>
        widest(value / chosen.length, before?.[c] ?? value / chosen.length),
      );
    }
    say(`ranges of ${voice}`);
  }
  await Promise.all([front.release(), generator.release()]);
  return ranges;
}

function added(sum: Float64Array, values: Float32Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(values, (value, i) => value + (sum[i] ?? 0));
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('an output is missing');
  return tensor.data;
}

function writeRows(rows: Readonly<Record<string, Float32Array>>): void {
  const lines = Object.entries(rows).map(
    ([name, values]) => `export const ${name.toUpperCase()} =\n  '${toBfloat16(values)}';\n`,
  );
  const head =
    '/** Written by bench/kokoro-calibration.ts: numbers for each channel of the sites of `findSites`, by `toBfloat16`. */\n';
  writeFileSync(
    new URL('../src/models/recipes/kokoro/calibration-rows.ts', import.meta.url),
    `${head}\n${lines.join('\n')}`,
  );
}
