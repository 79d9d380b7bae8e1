import { createWorkerVoice } from '../../src/workers/engines.ts';
import { REAL_TIME } from './workers.ts';

/** Has a worker in the state that is asked for, prints its process id, and waits to be killed. */
const [work = '', command = '', ...args] = process.argv.slice(2);
const TEXTS: Readonly<Record<string, string>> = { speaking: '一つ目です。'.repeat(10_000), hanging: 'hang' };

let pid = 0;
const voice = createWorkerVoice({
  ...{ ...REAL_TIME, name: 'five-ms:tone', program: { command, args }, engine: {} },
  ...{ languages: ['ja'], sampleRateHz: 8000 },
  onEvent(event) {
    if (event.type === 'started') pid = event.pid ?? 0;
  },
});
await voice.warm();
setInterval(() => {}, 1000);
const text = TEXTS[work];
if (text === undefined) console.log(pid);
else {
  // To hang it gives no piece, so what says that it is at work is that time has passed.
  if (work === 'hanging') setTimeout(() => console.log(pid), 200);
  let pieces = 0;
  for await (const _ of voice.speak(text, { speed: 1, signal: new AbortController().signal })) {
    pieces += 1;
    if (pieces === 1) console.log(pid);
  }
}
