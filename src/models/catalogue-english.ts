import { hub, npm, own, pip } from './sources.ts';
import type { ModelEntry, ModelFile } from './types.ts';

/** What Kokoro needs beside its own files to speak English. */
export const ENGLISH_VOICES: ModelEntry = {
  id: 'kokoro-english',
  aliases: ['english'],
  role: 'voice',
  summary: 'English for Kokoro: four voices and a dictionary of 90,000 pronunciations',
  license: 'Apache-2.0',
  languages: ['en'],
  default: true,
  hidden: false,
  files: [
    voice('af_heart', 'd583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b'),
    voice('af_bella', 'f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b'),
    voice('am_michael', '1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1'),
    voice('am_fenrir', 'c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43'),
    {
      name: 'us_gold.json',
      bytes: 3_000_469,
      sha256: 'dc414872a49a28ae6c141463d502fd945f3b2fde040484fdc47d00cc4612686f',
      sources: [
        pip([{ package: 'misaki', version: '0.9.4', member: 'misaki/data/us_gold.json' }]),
        own('kokoro-english', 'us_gold.json'),
      ],
    },
  ],
  derived: [],
};

/** 510 rows of 256 little-endian float32 values. */
function voice(name: string, sha256: string): ModelFile {
  const file = `${name}.bin`;
  return {
    name: file,
    bytes: 522_240,
    sha256,
    sources: [
      hub('onnx-community/Kokoro-82M-v1.0-ONNX', `voices/${file}`),
      npm({ package: 'kokoro-js', version: '1.2.1', member: `package/voices/${file}` }),
    ],
  };
}
