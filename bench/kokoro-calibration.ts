/**
 * Measures the numbers of Kokoro's streaming graph on the model as it is installed, and writes
 * src/models/recipes/kokoro/norm-rows.ts: `node --import tsx bench/kokoro-calibration.ts [VOICE…]` (a minute a voice on
 * two cores; the rows of voices that are not named stay). For each voice, over sentences and clauses of `bench translate`
 * in its language, short and long: the mean and variance of what the generator's norms see, as lines over how much of the
 * utterance is silent (see `normsOf`).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphProto } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AGENT_SENTENCES } from '../src/bench/data/agent-sentences.ts';
import { englishClauses } from '../src/engines/voices/kit/texts.ts';
import { readVoices } from '../src/engines/voices/kokoro/model.ts';
import { KOKORO_VOICES, type KokoroLanguage, languageOf } from '../src/engines/voices/kokoro/speakers.ts';
import { markTokens, toTokens } from '../src/engines/voices/kokoro/tokens.ts';
import { silentShare } from '../src/engines/voices/kokoro/utterance.ts';
import { toBfloat16 } from '../src/kit/bfloat16.ts';
import { convolutionsToFloat } from '../src/models/recipes/float-convolutions.ts';
import { CUTS } from '../src/models/recipes/kokoro/names.ts';
import { NORM_ROWS } from '../src/models/recipes/kokoro/norm-rows.ts';
import { between, type NormRow } from '../src/models/recipes/kokoro/norms.ts';
import { findSites } from '../src/models/recipes/kokoro/sites.ts';
import { node, port } from '../src/models/recipes/nodes.ts';
import { type LazyTensor, readModel, writeModel } from '../src/models/recipes/onnx-file.ts';
import { createReader } from '../src/reading/reader.ts';
import { loadDictionary } from '../test/helpers/dictionary.ts';
import { englishReader, kokoroFiles } from '../test/helpers/kokoro.ts';
import { store } from '../test/helpers/store.ts';

const UTTERANCES = 16;
const SHORTEST = 6;
const LONGEST = 80;
const STYLE_LENGTH = 256;

/** Lines over the silent share, a pair of numbers for each channel: see `normsOf`. */
type Rows = Readonly<Record<keyof NormRow, Float32Array>>;

const dictionary = loadDictionary();
const english = englishReader();
const files = kokoroFiles();
if (!dictionary || !english || !files) throw new Error('models are missing; type: npx stream-tts models pull');
const source = store.file('kokoro-82m', 'kokoro.int8.onnx');
const { vocabulary, styles } = await readVoices(files, KOKORO_VOICES);
const reader = createReader(dictionary);
/** Evenly spread over the lengths, as a breath may be a short clause or a whole sentence. */
const utterances: Readonly<Record<KokoroLanguage, ReadonlyArray<readonly number[]>>> = {
  ja: utterancesOf(
    AGENT_SENTENCES.flatMap(({ references: [text = ''] }) => [text, ...text.split(/(?<=、)/)]),
    reader.read,
  ),
  en: utterancesOf(
    AGENT_SENTENCES.flatMap(({ source }) => [source, ...source.split(/(?<=,) /)]).flatMap(englishClauses),
    english.read,
  ),
};
const named = process.argv.slice(2);
const voices = KOKORO_VOICES.filter((voice) => named.length === 0 || named.includes(voice));
const dir = mkdtempSync(join(tmpdir(), 'kokoro-calibration-'));

try {
  const rows = new Map<string, NormRow>(Object.entries(NORM_ROWS));
  for await (const [voice, norms] of measureNorms()) {
    rows.set(voice, toText(norms));
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
  const style = styles[voice]?.slice((tokens.length - 1) * STYLE_LENGTH, tokens.length * STYLE_LENGTH);
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

async function* measureNorms(): AsyncGenerator<[voice: string, rows: Rows]> {
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
    graph.node.push(node('Identity', [CUTS.durations], ['durations']));
    graph.output.push(port('durations', ['tokens'], 'int64'));
    return tensors;
  });
  const marks = markTokens(vocabulary);
  for (const voice of voices) {
    const silent: number[] = [];
    const means: Float32Array[] = [];
    const variances: Float32Array[] = [];
    for (const tokens of utterances[languageOf(voice)]) {
      const made = await session.run(feeds(tokens, voice));
      const durations = made.durations?.data;
      if (!(durations instanceof BigInt64Array)) throw new Error('there are no durations');
      silent.push(silentShare([...durations].map(Number), tokens, marks));
      means.push(floats(made.means));
      variances.push(floats(made.variances));
    }
    const [mean, meanSlope] = lines(silent, means);
    const within = variances.map((variance, i) =>
      variance.map((v, c) => v - between(silent[i] ?? 0, meanSlope[c] ?? 0)),
    );
    const [variance, varianceSlope] = lines(silent, within);
    yield [voice, { mean, meanSlope, variance, varianceSlope }];
  }
  await session.release();
}

/** For each channel the line through its values by least squares: at no silence, and its slope. */
function lines(xs: readonly number[], rows: readonly Float32Array[]): [at: Float32Array, slope: Float32Array] {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = mean(xs);
  const spreadOfXs = mean(xs.map((x) => (x - centre) ** 2));
  const channels = rows[0]?.length ?? 0;
  const at = new Float32Array(channels);
  const slopes = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const ys = rows.map((row) => row[c] ?? 0);
    const level = mean(ys);
    const slope = mean(xs.map((x, i) => (x - centre) * ((ys[i] ?? 0) - level))) / spreadOfXs;
    slopes[c] = slope;
    at[c] = level - slope * centre;
  }
  return [at, slopes];
}

function utterancesOf(texts: readonly string[], read: (text: string) => { readonly phonemes: string }) {
  return spread(
    texts
      .map((text) => toTokens(read(text).phonemes, vocabulary))
      .filter((tokens) => tokens.length >= SHORTEST && tokens.length <= LONGEST)
      .sort((a, b) => a.length - b.length),
  );
}

function spread<T>(all: readonly T[]): T[] {
  return Array.from(
    { length: UTTERANCES },
    (_, i) => all[Math.round((i * (all.length - 1)) / (UTTERANCES - 1))],
  ).filter((one) => one !== undefined);
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('an output is missing');
  return tensor.data;
}

function toText(rows: Rows): NormRow {
  return {
    mean: toBfloat16(rows.mean),
    meanSlope: toBfloat16(rows.meanSlope),
    variance: toBfloat16(rows.variance),
    varianceSlope: toBfloat16(rows.varianceSlope),
  };
}

function writeRows(rows: ReadonlyMap<string, NormRow>): void {
  const lines = [...rows].map(([voice, row]) => {
    const fields = Object.entries(row).map(([name, values]) => `    ${name}:\n      '${values}',\n`);
    return `  ${voice}: {\n${fields.join('')}  },\n`;
  });
  const text = `import type { NormRow } from './norms.ts';

/** Written by bench/kokoro-calibration.ts: for each channel of the sites of \`findSites\`, by \`toBfloat16\`. */
export const NORM_ROWS: Readonly<Record<string, NormRow>> = {
${lines.join('')}};
`;
  writeFileSync(new URL('../src/models/recipes/kokoro/norm-rows.ts', import.meta.url), text);
}
