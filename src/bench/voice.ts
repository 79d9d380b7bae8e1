import { rounded } from './machine.ts';
import { AMBIGUOUS_SENTENCES } from './reading/ambiguous-sentences.ts';
import { loadHomographs, loadReadings, type ReadingRow } from './reading/corpus.ts';
import { DEVELOPER_SENTENCES } from './reading/developer-sentences.ts';
import { kanaErrors, normaliseKana } from './reading/kana.ts';
import { type ReadingPeer, readingPeers } from './reading/peers.ts';
import { UNLISTED_TERMS } from './reading/unlisted-terms.ts';

export interface VoiceReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: readonly object[];
  readonly engines: readonly ReadingsRow[];
}

/** One reader's figures, all shares from 0 to 1; `reason` is why it could not run here, with what to type. */
export interface ReadingsRow {
  readonly engine: string;
  readonly reason?: string;
  readonly figures: Readonly<Record<string, number | null>>;
}

export interface VoiceOptions {
  readonly reader: { read(text: string): { readonly kana: string } };
  readonly evalDirectory: string | undefined;
  /** Where the tools to compare with are installed. */
  readonly toolsDirectory: string;
  readonly limit: number;
  readonly onProgress: (line: string) => void;
}

/**
 * How rightly Japanese is read: the share of wrong kana on the ITA corpus and on ROHAN4600, developers' sentences, English
 * words that are in no table, and homographs by context; the same of other readers, on the same rows.
 */
export async function benchVoice(options: VoiceOptions): Promise<VoiceReport> {
  const sets = loadSets(options);
  const own: ReadingPeer = {
    name: 'stream-tts',
    command: '',
    read: async (texts) => texts.map((text) => options.reader.read(text).kana),
  };
  const rows: object[] = [];
  const engines: ReadingsRow[] = [];
  for (const peer of [own, ...readingPeers(options.toolsDirectory)]) {
    options.onProgress(`readings by ${peer.name} …`);
    const heard = await peer.read(sets.texts).catch((error: unknown) => error);
    if (!Array.isArray(heard)) {
      engines.push({ engine: peer.name, reason: `cannot run here; type: ${peer.command}`, figures: {} });
      continue;
    }
    const scored = score(sets, heard);
    engines.push({ engine: peer.name, figures: scored.figures });
    if (peer === own) rows.push(...scored.rows);
  }
  return { figures: engines[0]?.figures ?? {}, notes: notes(sets), engines, rows };
}

type Sets = ReturnType<typeof loadSets>;

function loadSets({ evalDirectory, limit }: VoiceOptions) {
  const readings = loadReadings(evalDirectory, limit);
  const homographs = loadHomographs(evalDirectory);
  const texts = [
    ...readings.map(({ text }) => text),
    ...homographs.map(({ text }) => text),
    ...DEVELOPER_SENTENCES.map(([text]) => text),
    ...UNLISTED_TERMS.map(([word]) => word),
    ...AMBIGUOUS_SENTENCES.map(([text]) => text),
  ];
  return { readings, homographs, texts };
}

function score({ readings, homographs }: Sets, heard: readonly string[]) {
  let at = 0;
  const next = () => heard[at++] ?? '';
  const scored = readings
    .map((row) => ({ ...row, heard: next() }))
    .map((row) => ({ ...row, ...kanaErrors(row.kana, row.heard) }));
  const words = homographs.map((row) => ({ set: 'homographs', ...row, heard: next() }));
  const sentences = DEVELOPER_SENTENCES.map(([text, kana]) => ({ set: 'developer', text, kana, heard: next() }));
  const terms = UNLISTED_TERMS.map(([text, kana]) => ({ set: 'unlisted', text, kana, heard: next() }));
  const ambiguous = AMBIGUOUS_SENTENCES.map(([text, kana]) => ({ set: 'ambiguous', text, kana, heard: next() }));
  // As heard too: what stands before a word may lengthen into it (エ, イッタ).
  const has = (row: { kana: string; heard: string }) =>
    row.heard.includes(row.kana) || normaliseKana(row.heard).includes(normaliseKana(row.kana));
  const same = (row: { kana: string; heard: string }) => normaliseKana(row.heard) === normaliseKana(row.kana);
  const rate = (corpus: ReadingRow['corpus'], part: ReadingRow['part']) => {
    const rows = scored.filter((row) => row.corpus === corpus && row.part === part);
    const kana = rows.reduce((sum, row) => sum + row.meant, 0);
    return kana === 0 ? null : rounded(rows.reduce((sum, row) => sum + row.wrong, 0) / kana, 5);
  };
  return {
    figures: {
      kanaErrorIta: rate('ita', 'report'),
      kanaErrorRohan: rate('rohan', 'report'),
      kanaErrorItaTune: rate('ita', 'tune'),
      kanaErrorRohanTune: rate('rohan', 'tune'),
      termsRight: share(sentences, same),
      termsRightUnlisted: share(terms, same),
      homographsRight: share(words, has),
      ambiguousRight: share(ambiguous, has),
    },
    rows: [
      ...scored.filter(({ wrong }) => wrong > 0).map((row) => ({ set: row.corpus, ...row })),
      ...[...words, ...ambiguous].filter((row) => !has(row)),
      ...[...sentences, ...terms].filter((row) => !same(row)),
    ],
  };
}

function notes({ readings, homographs }: Sets): Record<string, string> {
  const count = (corpus: string, part: string) =>
    readings.filter((row) => row.corpus === corpus && row.part === part).length;
  return {
    kanaErrorIta: `share of kana wrong on ${count('ita', 'report')} sentences of ITA whose id has an even CRC32`,
    kanaErrorRohan: `the same on ${count('rohan', 'report')} of ROHAN4600`,
    kanaErrorItaTune: `${count('ita', 'tune')} with an odd CRC32: rules were tuned on these`,
    kanaErrorRohanTune: `${count('rohan', 'tune')} with an odd CRC32`,
    termsRight: `whole sentences of developers as expected, of ${DEVELOPER_SENTENCES.length}`,
    termsRightUnlisted: `English words of an assistant's prose that are in no table, of ${UNLISTED_TERMS.length}`,
    homographsRight: `of ${homographs.length}`,
    ambiguousRight: `everyday words with several readings, by context, of ${AMBIGUOUS_SENTENCES.length} sentences by hand`,
  };
}

function share<T>(rows: readonly T[], right: (row: T) => boolean): number | null {
  return rows.length === 0 ? null : rounded(rows.filter(right).length / rows.length, 5);
}
