// How loud Kokoro's voices are with the gains in force (speakers.ts), by either graph, over twenty sentences:
//   node --import tsx bench/kokoro-loudness.ts [VOICE…]

import { openReader } from '../src/app/reader.ts';
import { resolveSettings } from '../src/app/settings.ts';
import { openStore } from '../src/app/store.ts';
import { kokoroFiles } from '../src/app/voices/kokoro.ts';
import { AGENT_SENTENCES } from '../src/bench/data/agent-sentences.ts';
import { PLAIN_SENTENCES } from '../src/bench/listening/plain-sentences.ts';
import { createKokoroVoice, KOKORO_VOICES, languageOf } from '../src/engines/voices/kokoro.ts';
import { joinSamples } from '../src/kit/join-samples.ts';
import { loudnessLufs } from '../src/kit/loudness.ts';
import { englishReader } from '../test/helpers/kokoro.ts';

/** Short and long: of a hundred in Japanese, of sixty in English. */
const SENTENCES = {
  ja: PLAIN_SENTENCES.filter((_, i) => i % 5 === 3),
  en: AGENT_SENTENCES.filter((_, i) => i % 3 === 1).map(({ source }) => source),
};
const named = process.argv.slice(2);
const VOICES = KOKORO_VOICES.filter((voice) => named.length === 0 || named.includes(voice));

const settings = resolveSettings({}, process.env);
const store = openStore(process.env);
const reader = openReader(settings, process.env);
const english = englishReader();
const { signal } = new AbortController();
for (const voice of VOICES) {
  for (const kokoroGraph of ['streaming', 'whole'] as const) {
    const files = kokoroFiles(store, { kokoroGraph });
    const kokoro = createKokoroVoice({ files, reader, english, voice });
    const pieces: Float32Array[] = [];
    for (const text of SENTENCES[languageOf(voice)]) {
      const said: Float32Array[] = [];
      for await (const { samples } of kokoro.speak(text, { speed: 1, signal })) said.push(samples);
      pieces.push(joinSamples(said));
    }
    const gated = loudnessLufs(pieces, kokoro.sampleRateHz).toFixed(2);
    console.log(`${voice} ${kokoroGraph} ${gated} LUFS, peak ${peak(pieces).toFixed(2)}`);
    await kokoro.dispose();
  }
}

function peak(pieces: readonly Float32Array[]): number {
  return pieces.reduce((most, piece) => piece.reduce((top, sample) => Math.max(top, Math.abs(sample)), most), 0);
}
