import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SpeakOptions, Voice } from '../../src/spec/contracts.ts';
import type { Pcm } from '../../src/spec/parts.ts';

export interface VoiceSubject {
  open(): Voice;
  /** What it is to say, in its language: a few clauses. */
  readonly sentence: string;
  /** Two sentences, the first a short one. */
  readonly two: string;
  /** Text in which there is nothing to say. */
  readonly unspeakable: readonly string[];
}

/** Quieter than this is silence. */
const SILENCE = 0.003;
const MOST_SILENCE_MS = 30;
/** A jump from silence to this cannot be heard as a click. */
const CLICK = 0.02;

/** What every voice fulfils. */
export function voiceContract(name: string, subject: VoiceSubject, skip: string | false = false): void {
  describe(`voice ${name}`, { skip }, () => {
    let voice: Voice;
    before(async () => {
      voice = subject.open();
      await voice.warm();
      await voice.warm();
    });
    after(() => voice?.dispose());

    it('has a name, languages and one rate', async () => {
      assert.match(voice.name, /^[a-z-]+(:.+)?$/);
      assert.ok(voice.languages.length > 0);
      for (const { sampleRateHz } of await say(voice, subject.sentence)) assert.equal(sampleRateHz, voice.sampleRateHz);
    });

    it('gives sound within full scale, without silence or a click at either end', async () => {
      const samples = join(await say(voice, subject.two));
      assert.ok(samples.every((sample) => Math.abs(sample) <= 1));
      assert.ok(samples.some((sample) => Math.abs(sample) > 0.1));
      const loud = (sample: number) => Math.abs(sample) >= SILENCE;
      const most = (MOST_SILENCE_MS / 1000) * voice.sampleRateHz;
      assert.ok(samples.findIndex(loud) <= most);
      assert.ok(samples.length - 1 - samples.findLastIndex(loud) <= most);
      assert.ok(Math.abs(samples[0] ?? 1) < CLICK);
      assert.ok(Math.abs(samples.at(-1) ?? 1) < CLICK);
    });

    it('tells what is still to come, and at last that nothing is', async () => {
      const pieces = await say(voice, subject.two);
      assert.ok(pieces.length > 0);
      for (const [i, { remaining }] of pieces.entries()) {
        if (remaining === undefined) continue;
        assert.ok(remaining.nextMs <= remaining.totalMs);
        assert.equal(remaining.totalMs > 0, i < pieces.length - 1);
      }
    });

    it('says nothing where there is nothing to say', async () => {
      for (const text of subject.unspeakable) assert.deepEqual(await say(voice, text), [], JSON.stringify(text));
    });

    it('is quicker at a higher speed', async () => {
      const [slow, fast] = [await say(voice, subject.sentence), await say(voice, subject.sentence, { speed: 2 })];
      const share = join(fast).length / join(slow).length;
      assert.ok(share > 0.35 && share < 0.75, `${share} of the length at speed 2`);
    });

    it('gives nothing when it was aborted before', async () => {
      assert.deepEqual(await say(voice, subject.sentence, { signal: AbortSignal.abort() }), []);
    });

    it('gives nothing more after an abort, and speaks again', async () => {
      const controller = new AbortController();
      let pieces = 0;
      for await (const _ of voice.speak(subject.two, { speed: 1, signal: controller.signal })) {
        pieces++;
        controller.abort();
      }
      assert.equal(pieces, 1);
      assert.ok((await say(voice, subject.sentence)).length > 0);
    });

    it('gives nothing when it is aborted while it works', async () => {
      const controller = new AbortController();
      const speaking = say(voice, subject.sentence, { signal: controller.signal });
      setImmediate(() => controller.abort());
      assert.deepEqual(await speaking, []);
    });

    it('says two things asked for at once, both whole', async () => {
      const alone = join(await say(voice, subject.sentence)).length;
      const both = await Promise.all([say(voice, subject.sentence), say(voice, subject.sentence)]);
      for (const pieces of both) assert.ok(Math.abs(join(pieces).length / alone - 1) < 0.1);
    });

    it('can be disposed of twice, and then says so', async () => {
      const other = subject.open();
      await other.dispose();
      await other.dispose();
      await assert.rejects(say(other, subject.sentence), { name: 'StreamTtsError', stage: 'voice' });
    });
  });
}

export async function say(
  voice: Voice,
  text: string,
  { speed = 1, signal = new AbortController().signal, language }: Partial<SpeakOptions> = {},
): Promise<Pcm[]> {
  const pieces: Pcm[] = [];
  const options = { speed, signal, ...(language !== undefined && { language }) };
  for await (const pcm of voice.speak(text, options)) pieces.push(pcm);
  return pieces;
}

export function join(pieces: readonly Pcm[]): Float32Array {
  const samples = new Float32Array(pieces.reduce((sum, piece) => sum + piece.samples.length, 0));
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece.samples, at);
    at += piece.samples.length;
  }
  return samples;
}
