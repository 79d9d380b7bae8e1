// How loud Kokoro's voices are with the gains in force (speakers.ts), by either graph, over twenty sentences:
//   node --import tsx bench/kokoro-loudness.ts

import { openReader } from '../src/app/reader.ts';
import { resolveSettings } from '../src/app/settings.ts';
import { openStore } from '../src/app/store.ts';
import { kokoroFiles } from '../src/app/voices/kokoro.ts';
import { PLAIN_SENTENCES } from '../src/bench/listening/plain-sentences.ts';
import { createKokoroVoice, type KokoroVoiceName } from '../src/engines/voices/kokoro.ts';
import { joinSamples } from '../src/kit/join-samples.ts';
import { loudnessLufs } from '../src/kit/loudness.ts';

const VOICES: readonly KokoroVoiceName[] = ['jf_alpha', 'jf_gongitsune', 'jf_nezumi', 'jf_tebukuro', 'jm_kumo'];
/** Of a hundred, short and long. */
const SENTENCES = PLAIN_SENTENCES.filter((_, i) => i % 5 === 3);

const settings = resolveSettings({}, process.env);
const store = openStore(process.env);
const reader = openReader(settings, process.env);
const { signal } = new AbortController();
for (const voice of VOICES) {
  for (const kokoroGraph of ['streaming', 'whole'] as const) {
    const files = kokoroFiles(store, { kokoroGraph });
    const kokoro = createKokoroVoice({ files, reader, voice });
    const pieces: Float32Array[] = [];
    for (const text of SENTENCES) {
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
