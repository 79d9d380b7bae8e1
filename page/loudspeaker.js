// The sound in this browser. Buffers on the clock of an AudioContext, and no worklet: that works on a phone in the same
// network too, whose address is no secure context.

/** So late it begins, so that what comes next is there in time. */
const LEAD_S = 0.12;

/** @param {number} sampleRateHz */
export function createLoudspeaker(sampleRateHz) {
  const context = new AudioContext({ sampleRate: sampleRateHz, latencyHint: 'interactive' });
  /** @type {Array<{ source: AudioBufferSourceNode, at: number, end: number, startS: number }>} */
  let playing = [];
  let endsAtS = 0;
  let ended = 0;

  return {
    context,
    /** @param {{ at: number, samples: string }} piece */
    play({ at, samples }) {
      const bytes = Uint8Array.from(atob(samples), (letter) => letter.charCodeAt(0));
      const view = new DataView(bytes.buffer);
      const length = bytes.length >> 1;
      if (length === 0) return;
      const buffer = context.createBuffer(1, length, sampleRateHz);
      const channel = buffer.getChannelData(0);
      for (let i = 0; i < length; i += 1) channel[i] = view.getInt16(i * 2, true) / 32768;
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(context.destination);
      const startS = endsAtS > context.currentTime ? endsAtS : context.currentTime + LEAD_S;
      endsAtS = startS + length / sampleRateHz;
      source.start(startS);
      const part = { source, at, end: at + length, startS };
      playing.push(part);
      source.onended = () => {
        playing = playing.filter((one) => one !== part);
        ended = Math.max(ended, part.end);
      };
    },
    /** What is from there on is not played. @param {{ at: number }} cut */
    cut({ at }) {
      for (const part of playing) {
        if (part.end <= at) continue;
        const leftS = part.startS + Math.max(0, at - part.at) / sampleRateHz;
        if (leftS <= context.currentTime || part.at >= at) part.source.stop();
        else part.source.stop(leftS);
      }
      playing = playing.filter((part) => part.at < at);
      ended = Math.min(ended, at);
      const last = playing.at(-1);
      endsAtS = last ? Math.min(endsAtS, last.startS + (at - last.at) / sampleRateHz) : 0;
    },
    /** @param {boolean} isHeld */
    hold: (isHeld) => void (isHeld ? context.suspend() : context.resume()),
    /** The sample that is heard here; undefined while none is. */
    heard() {
      const nowS = context.currentTime - (context.outputLatency || 0);
      const part = playing.find(({ startS, at, end }) => nowS >= startS && nowS < startS + (end - at) / sampleRateHz);
      return part ? part.at + (nowS - part.startS) * sampleRateHz : playing.length > 0 ? ended || undefined : undefined;
    },
    close: () => void context.close(),
  };
}
