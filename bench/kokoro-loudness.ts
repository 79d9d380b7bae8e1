// How loud Kokoro's Japanese voices are with the gains in force (speakers.ts), by either graph:
//   node --import tsx bench/kokoro-loudness.ts

import { openReader } from '../src/app/reader.ts';
import { resolveSettings } from '../src/app/settings.ts';
import { openStore } from '../src/app/store.ts';
import { kokoroFiles } from '../src/app/voices/kokoro.ts';
import { PLAIN_SENTENCES } from '../src/bench/listening/plain-sentences.ts';
import { createKokoroVoice, type KokoroVoiceName } from '../src/engines/voices/kokoro.ts';
import { loudnessLufs } from '../src/kit/loudness.ts';

const VOICES: readonly KokoroVoiceName[] = ['jf_alpha', 'jf_gongitsune', 'jf_nezumi', 'jf_tebukuro', 'jm_kumo'];
/** Eight of a hundred, short and long. */
const EVERY = 13;

const settings = resolveSettings({}, process.env);
const store = openStore(process.env);
const reader = openReader(settings, process.env);
const { signal } = new AbortController();
for (const voice of VOICES) {
  for (const kokoroGraph of ['whole', 'streaming'] as const) {
    const files = kokoroFiles(store, { kokoroGraph });
    const kokoro = createKokoroVoice({ files, reader, voice });
    const pieces: Float32Array[] = [];
    for (const text of PLAIN_SENTENCES.filter((_, i) => i % EVERY === 0)) {
      for await (const { samples } of kokoro.speak(text, { speed: 1, signal })) pieces.push(samples);
    }
    console.log(`${voice} ${kokoroGraph} ${loudnessLufs(pieces, kokoro.sampleRateHz).toFixed(2)} LUFS`);
    await kokoro.dispose();
  }
}
