import type { Key, Piece } from '../daemon/tape.ts';
import { toS16le, wavHeader } from '../kit/s16le.ts';
import { type Cue, captionText } from '../observe/captions.ts';
import type { Event } from '../spec/events.ts';

interface Part {
  readonly key: Key;
  /** 16-bit samples. */
  readonly bytes: Buffer;
}

interface Words {
  readonly text: string;
  translation?: string;
}

/** Minutes of sound in memory: 2.9 MB each. */
const KEPT_MS = 5 * 60_000;
const KEPT_SENTENCES = 500;

/** What was heard in the last minutes, and its words; only in memory. */
export function createRecorder(sampleRateHz: number) {
  let parts: Part[] = [];
  let bytes = 0;
  const words = new Map<string, Words>();
  const most = (KEPT_MS / 1000) * sampleRateHz * 2;

  return {
    /** `client` is the warm process's name of the session. */
    observe(client: string, event: Event): void {
      if (event.type === 'sentence') words.set(`${client} ${event.sentenceId}`, { text: event.text });
      if (event.type === 'translation') {
        const known = words.get(`${client} ${event.sentenceId}`);
        if (known !== undefined) known.translation = event.text;
      }
      const [oldest] = words.keys();
      if (words.size > KEPT_SENTENCES && oldest !== undefined) words.delete(oldest);
    },
    sent({ key }: Piece, samples: Float32Array): void {
      const part = { key, bytes: toS16le(samples) };
      parts.push(part);
      bytes += part.bytes.length;
      let gone = 0;
      for (; bytes > most && gone < parts.length; gone += 1) bytes -= parts[gone]?.bytes.length ?? 0;
      if (gone > 0) parts = parts.slice(gone);
    },
    takenBack(count: number): void {
      for (let left = count * 2; left > 0; ) {
        const part = parts.pop();
        if (part === undefined) return;
        const stays = Math.max(0, part.bytes.length - left);
        if (stays > 0) parts.push({ key: part.key, bytes: part.bytes.subarray(0, stays) });
        bytes -= part.bytes.length - stays;
        left -= part.bytes.length - stays;
      }
    },
    wav: () => Buffer.concat([wavHeader(sampleRateHz, bytes), ...parts.map((part) => part.bytes)]),
    /** Both languages, at the times of the WAV. */
    captions(format: 'vtt' | 'srt'): string {
      const cues: Array<Cue & { readonly key: Key }> = [];
      let atMs = 0;
      for (const part of parts) {
        const endMs = atMs + (part.bytes.length / 2 / sampleRateHz) * 1000;
        const last = cues.at(-1);
        if (last?.key === part.key) cues[cues.length - 1] = { ...last, endMs };
        else cues.push({ key: part.key, startMs: atMs, endMs, lines: linesOf(part.key) });
        atMs = endMs;
      }
      return captionText(
        format,
        cues.filter(({ lines }) => lines.length > 0),
      );
    },
  };

  function linesOf({ sessionId, sentenceId }: Key): string[] {
    const { text, translation } = words.get(`${sessionId} ${sentenceId}`) ?? {};
    const lines = [translation, text].filter((line) => line !== undefined);
    // A line of markup in a caption is what was said, not markup.
    return [...new Set(lines)].map((line) => line.replace(/\s+/g, ' ').replace(/-->/g, '→'));
  }
}

export type Recorder = ReturnType<typeof createRecorder>;
