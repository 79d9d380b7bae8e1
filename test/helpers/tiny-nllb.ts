import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';

const { FLOAT, INT64, BOOL } = TensorProto_DataType;

const SPECIAL = ['<s>', '<pad>', '</s>', '<unk>', 'eng_Latn', 'jpn_Jpan'];
/** What each source word makes the first word of the translation; every other sentence begins with the last one. */
const SAID: ReadonlyArray<readonly [source: string, said: readonly string[]]> = [
  ['▁problem.', ['▁問題', 'を見', 'つけ', 'ました。']],
  ['▁24', ['▁24', '件の', 'テストが', '通ります。']],
  ['▁cache', ['▁古い', 'キャッシュは', 'まだ消えて', 'いません。']],
  ['▁parser', ['▁パーサーは', 'ファイルを', '読み、報告を', '書きます。']],
];
const VOCABULARY = [...new Set([...SPECIAL, ...SAID.flatMap(([source, said]) => [source, ...said])])];
const SIZE = VOCABULARY.length;
const EOS = VOCABULARY.indexOf('</s>');

/**
 * Writes a model with the files, inputs and outputs of NLLB-200's ONNX export (an M2M100 encoder, a merged decoder with
 * its past, NLLB's tokenizer), of two small graphs: the encoder marks the words that it knows, and the decoder goes
 * from word to word by a table, to which the marks add the first word.
 */
export function writeTinyNllb(directory: string): string {
  mkdirSync(join(directory, 'onnx'), { recursive: true });
  const write = (name: string, value: unknown) => writeFileSync(join(directory, name), JSON.stringify(value));
  write('config.json', {
    ...{ model_type: 'm2m_100', architectures: ['M2M100ForConditionalGeneration'], is_encoder_decoder: true },
    ...{ vocab_size: SIZE, d_model: SIZE, encoder_layers: 1, decoder_layers: 1, num_hidden_layers: 1 },
    ...{ encoder_attention_heads: 1, decoder_attention_heads: 1, decoder_start_token_id: EOS, use_cache: true },
    ...{ bos_token_id: 0, pad_token_id: 1, eos_token_id: EOS },
  });
  write('generation_config.json', { decoder_start_token_id: EOS, bos_token_id: 0, pad_token_id: 1, eos_token_id: EOS });
  write('tokenizer_config.json', {
    ...{ tokenizer_class: 'NllbTokenizer', src_lang: 'eng_Latn', tgt_lang: 'jpn_Jpan' },
    ...{ bos_token: '<s>', eos_token: '</s>', pad_token: '<pad>', unk_token: '<unk>' },
    additional_special_tokens: ['eng_Latn', 'jpn_Jpan'],
  });
  write('tokenizer.json', tokenizer());
  writeFileSync(join(directory, 'onnx', 'encoder_model_quantized.onnx'), file(encoder()));
  writeFileSync(join(directory, 'onnx', 'decoder_model_merged_quantized.onnx'), file(decoder()));
  return directory;
}

function tokenizer() {
  const metaspace = { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' };
  return {
    version: '1.0',
    added_tokens: SPECIAL.map((content, id) => ({
      ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
    })),
    normalizer: null,
    pre_tokenizer: metaspace,
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: 'eng_Latn', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '</s>', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        eng_Latn: { id: 'eng_Latn', ids: [VOCABULARY.indexOf('eng_Latn')], tokens: ['eng_Latn'] },
        '</s>': { id: '</s>', ids: [EOS], tokens: ['</s>'] },
      },
    },
    decoder: metaspace,
    model: { type: 'Unigram', unk_id: 3, vocab: VOCABULARY.map((token) => [token, -1]), byte_fallback: false },
  };
}

/** [batch, words] → [batch, words, SIZE]: 10 at the translation's first word that a source word asks for. */
function encoder(): GraphProto {
  const table = square((row, column) => {
    const said = SAID.find(([source]) => source === VOCABULARY[row])?.[1];
    return said !== undefined && VOCABULARY[column] === said[0] ? 10 : 0;
  });
  return graph(
    [node('Gather', ['table', 'input_ids'], ['last_hidden_state'])],
    [table],
    [input('input_ids', INT64, ['batch', 'words']), input('attention_mask', INT64, ['batch', 'words'])],
    [input('last_hidden_state', FLOAT, ['batch', 'words', SIZE])],
  );
}

/** What follows each word gets 20, so that the encoder's marks matter at the beginning alone. */
function decoder(): GraphProto {
  const follows = new Map<string, string>([['</s>', 'jpn_Jpan']]);
  for (const [, said] of SAID) for (const [i, word] of said.entries()) follows.set(word, said[i + 1] ?? '</s>');
  const last = SAID.at(-1)?.[1][0];
  const table = square((row, column) => {
    const [from = '', to] = [VOCABULARY[row], VOCABULARY[column]];
    if (follows.get(from) === to) return 20;
    return from === 'jpn_Jpan' && to === last ? 1 : 0;
  });
  const pasts = ['decoder.key', 'decoder.value', 'encoder.key', 'encoder.value'];
  return graph(
    [
      node('ReduceMax', ['encoder_hidden_states', 'axis'], ['marks']),
      node('Gather', ['table', 'input_ids'], ['next']),
      node('Add', ['next', 'marks'], ['logits']),
      ...pasts.map((name) => node('Identity', [`past_key_values.0.${name}`], [`present.0.${name}`])),
    ],
    [table, create(TensorProtoSchema, { name: 'axis', dims: [1n], dataType: INT64, int64Data: [1n] })],
    [
      input('encoder_attention_mask', INT64, ['batch', 'words']),
      input('input_ids', INT64, ['batch', 'said']),
      input('encoder_hidden_states', FLOAT, ['batch', 'words', SIZE]),
      ...pasts.map((name) => input(`past_key_values.0.${name}`, FLOAT, ['batch', 1, 'past', SIZE])),
      input('use_cache_branch', BOOL, [1]),
    ],
    [
      input('logits', FLOAT, ['batch', 'said', SIZE]),
      ...pasts.map((name) => input(`present.0.${name}`, FLOAT, ['batch', 1, 'past', SIZE])),
    ],
  );
}

function square(at: (row: number, column: number) => number) {
  const floatData = Array.from({ length: SIZE * SIZE }, (_, i) => at(Math.floor(i / SIZE), i % SIZE));
  return create(TensorProtoSchema, { name: 'table', dims: [BigInt(SIZE), BigInt(SIZE)], dataType: FLOAT, floatData });
}

type Parts = Pick<GraphProto, 'node' | 'initializer' | 'input' | 'output'>;

function graph(
  nodes: Parts['node'],
  initializer: Parts['initializer'],
  inputs: Parts['input'],
  output: Parts['output'],
): GraphProto {
  return create(GraphProtoSchema, { name: 'tiny', node: nodes, initializer, input: inputs, output });
}

function file(made: GraphProto): Uint8Array {
  const opsetImport = [create(OperatorSetIdProtoSchema, { version: 18n })];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph: made }));
}

function node(opType: string, inputs: string[], output: string[]) {
  return create(NodeProtoSchema, { opType, name: output[0] ?? '', input: inputs, output });
}

function input(name: string, elemType: number, dims: ReadonlyArray<number | string>) {
  const dim = dims.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === 'string' ? { case: 'dimParam', value: size } : { case: 'dimValue', value: BigInt(size) },
    }),
  );
  const tensor = create(TypeProto_TensorSchema, { elemType, shape: create(TensorShapeProtoSchema, { dim }) });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}
