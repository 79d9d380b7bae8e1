import { hub } from './sources.ts';
import type { ModelEntry, ModelFile } from './types.ts';

const TRANSLATOR = { role: 'translator', aliases: [], languages: ['en', 'ja'], default: false, hidden: false } as const;

/**
 * Better or smaller translators that only the hub has. They could not be fetched where this was written: the paths are
 * those of the publishers' pages, the sizes are about, and the sha256 is the one that the hub reports at the first fetch.
 */
export const HUB_MODELS: readonly ModelEntry[] = [
  {
    ...TRANSLATOR,
    id: 'lfm2-350m-enjp-mt',
    summary: 'Liquid LFM2 350M English to Japanese, 4 bits (llama.cpp)',
    license: 'LFM1.0',
    terms: 'its licence (LFM1.0) is free of charge only for those who earn less than 10 million dollars a year.',
    prompt: 'lfm2-enjp-mt',
    files: [unknown('LFM2-350M-ENJP-MT-Q4_K_M.gguf', 229_000_000, 'LiquidAI/LFM2-350M-ENJP-MT-GGUF')],
    derived: [],
  },
  {
    ...TRANSLATOR,
    id: 'hy-mt1.5-1.8b',
    summary: 'Tencent HY-MT 1.5 1.8B, 4 bits (llama.cpp)',
    license: 'Tencent-HY-Community',
    terms:
      'its licence (Tencent HY Community) does not hold in the European Union, the United Kingdom and South Korea.',
    prompt: 'hy-mt',
    files: [unknown('HY-MT1.5-1.8B-Q4_K_M.gguf', 1_130_000_000, 'tencent/HY-MT1.5-1.8B-GGUF')],
    derived: [],
  },
  {
    ...TRANSLATOR,
    id: 'qwen2.5-7b',
    summary: 'Qwen2.5 7B Instruct, 3 bits (llama.cpp): slow without a GPU',
    license: 'Apache-2.0',
    prompt: 'examples',
    files: [unknown('Qwen2.5-7B-Instruct-Q3_K_M.gguf', 3_810_000_000, 'bartowski/Qwen2.5-7B-Instruct-GGUF')],
    derived: [],
  },
  {
    ...TRANSLATOR,
    id: 'nllb-200-distilled-600m',
    aliases: ['nllb'],
    summary: 'NLLB-200 distilled 600M (ONNX, by transformers.js)',
    license: 'CC-BY-NC-4.0',
    terms: 'its licence (CC BY-NC 4.0) forbids commercial use.',
    languages: ['en', 'ja'],
    files: [
      ...['config.json', 'generation_config.json', 'tokenizer_config.json'].map((name) => nllb(name, 1_000)),
      nllb('tokenizer.json', 17_300_000),
      nllb('onnx/encoder_model_quantized.onnx', 419_000_000),
      nllb('onnx/decoder_model_merged_quantized.onnx', 476_000_000),
    ],
    derived: [],
  },
];

function nllb(name: string, bytes: number): ModelFile {
  return unknown(name, bytes, 'Xenova/nllb-200-distilled-600M');
}

function unknown(name: string, bytes: number, repo: string): ModelFile {
  return { name, bytes, sha256: '', sources: [hub(repo, name)] };
}
