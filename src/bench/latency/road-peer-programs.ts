/**
 * Python: RealtimeTTS as its own documentation feeds it, muted, so that what it hands to the loudspeaker is timed and
 * not the loudspeaker. Its Kokoro engine wants PyTorch and the hub; kokoro-onnx, which has the same weights, stands in.
 */
export const REALTIME_TTS = `
import importlib.metadata, json, os, sys, tempfile, threading, time
import numpy as np
import pyaudio
from RealtimeTTS import TextToAudioStream, SystemEngine
from RealtimeTTS.engines.base_engine import BaseEngine
ask = json.load(sys.stdin)
out, sys.stdout = sys.stdout, sys.stderr

class KokoroOnnx(BaseEngine):
    def __init__(self):
        from kokoro_onnx import Kokoro
        style = np.fromfile(ask['style'], dtype='<f4').reshape(-1, 1, 256)
        voices = os.path.join(tempfile.mkdtemp(), 'voices.npz')
        np.savez(voices, af_heart=style)
        self.kokoro = Kokoro(ask['model'], voices, vocab_config=ask['vocab'])
    def post_init(self):
        self.engine_name = 'kokoro-onnx'
    def get_stream_info(self):
        return pyaudio.paInt16, 1, 24000
    def synthesize(self, text, sentence_count=0):
        super().synthesize(text, sentence_count)
        samples, _ = self.kokoro.create(text, voice='af_heart', speed=1.0, lang='en-us')
        self.queue.put((np.clip(samples, -1, 1) * 32767).astype('<i2').tobytes())
        return True
    def get_voices(self):
        return []
    def set_voice(self, voice):
        pass
    def set_voice_parameters(self, **parameters):
        pass

engine = KokoroOnnx() if ask['engine'] == 'kokoro' else SystemEngine(voice='english')
stream = TextToAudioStream(engine, tokenizer='rule-based', muted=True)
working = threading.Lock()
synthesize = engine.synthesize
def watched(*args, **kwargs):
    with working:
        return synthesize(*args, **kwargs)
engine.synthesize = watched

def say(tokens):
    began = time.perf_counter()
    first = []
    heard = threading.Event()
    def paced():
        due = began
        for token in tokens:
            due += ask['characterMs'] / 1000 * len(token)
            time.sleep(max(0, due - time.perf_counter()))
            if heard.is_set():
                return
            yield token
    def on_chunk(chunk):
        if not first and np.abs(np.frombuffer(chunk, '<i2')).max(initial=0) > 32:
            first.append(time.perf_counter())
            heard.set()
    stream.feed(paced())
    stream.play_async(muted=True, on_audio_chunk=on_chunk)
    heard.wait(60)
    stream.stop()
    while stream.is_playing():
        time.sleep(0.01)
    # What it was at when it was stopped would be heard at the beginning of the next one.
    time.sleep(0.3)
    with working:
        pass
    while not engine.queue.empty():
        engine.queue.get()
    return (first[0] - began) * 1000 - ask['characterMs'] * len(tokens[0]) if first else float('nan')

say(ask['replies'][0])
times = [say(tokens) for tokens in ask['replies']]
print(json.dumps({'version': importlib.metadata.version('RealtimeTTS'), 'firstSoundMs': times}), file=out, flush=True)
os._exit(0)
`;

/** Node: echogarden's library, given the whole reply when its last token is there; its first segment is the first sound. */
export const ECHOGARDEN = `
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
const folder = process.argv[1];
const require = createRequire(join(folder, 'package.json'));
const home = join(folder, 'node_modules', 'echogarden');
const { version, exports: entry, main } = require(join(home, 'package.json'));
const file = typeof entry === 'string' ? entry : entry?.['.']?.import ?? entry?.['.']?.default ?? entry?.['.'] ?? main;
const { synthesize } = await import(pathToFileURL(join(home, file)));
let text = '';
for await (const chunk of process.stdin) text += chunk;
const ask = JSON.parse(text);
async function say(tokens) {
  const whole = tokens.join('');
  const waitMs = ask.characterMs * (whole.length - tokens[0].length);
  const began = performance.now();
  let first;
  const options = { engine: 'espeak', language: 'en', outputAudioFormat: { codec: 'wav' } };
  await synthesize(whole, options, async () => { first ??= performance.now() - began; });
  return waitMs + (first ?? performance.now() - began);
}
const log = console.log;
console.log = console.error = () => {};
await say(ask.replies[0]);
const firstSoundMs = [];
for (const tokens of ask.replies) firstSoundMs.push(await say(tokens));
log(JSON.stringify({ version, firstSoundMs }));
process.exit(0);
`;
