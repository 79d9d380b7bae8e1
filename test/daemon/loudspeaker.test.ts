import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openPlayer } from '../../src/engines/players/index.ts';
import { watchMicrophone } from '../../src/engines/players/pulse/microphone.ts';
import type { SourcePart } from '../../src/spec/parts.ts';
import { gateway } from '../helpers/fakes.ts';
import { havePulse, PULSE_COMMAND, type PulseServer, type Recording, startPulse } from '../helpers/pulse.ts';
import { skipUnless } from '../helpers/require.ts';
import { notice, open, placeOf, RATE_HZ, SENTENCE_SAMPLES, soundOf, talk } from './talk.ts';

const skip = skipUnless(await havePulse(), 'PulseAudio is not installed', PULSE_COMMAND);

/** What a sound server recorded is the witness: every sample says which sentence it belongs to. */
describe('the one loudspeaker, through a sound server', { skip }, () => {
  let pulse: PulseServer;
  let recording: Recording;
  let house: ReturnType<typeof open>;
  before(async () => {
    pulse = await startPulse({ microphone: true });
    house = open((only) => openPlayer({ sampleRateHz: RATE_HZ, env: pulse.env, ...(only && { only: [only] }) }));
  });
  after(async () => {
    await house.desk.dispose();
    await pulse.close();
  });

  async function listen(): Promise<void> {
    recording = await pulse.record();
  }
  const sounds = () => recording.heard().filter(Boolean);
  const heardOf = (count: number) => recording.until((heard) => heard.filter(Boolean).length >= count);
  const isFrom = (base: number) => (sample: number) => sample > base && sample <= base + 9999;

  it('plays two streams one after the other, each whole', async () => {
    await listen();
    const a = talk(house.daemon, 1000, ['One.', 'Two.', 'Three.']);
    const b = talk(house.daemon, 11_000, ['One.', 'Two.']);
    await Promise.all([a.done, b.done]);
    await heardOf(5 * SENTENCE_SAMPLES);
    const heard = sounds();
    const of = (base: number, count: number) => Array.from({ length: count }, (_, n) => [...soundOf(base, n)]).flat();
    assert.deepEqual([...heard.filter(isFrom(1000))], of(1000, 3));
    assert.deepEqual([...heard.filter(isFrom(11_000))], of(11_000, 2));
    assert.equal(heard.length, 5 * SENTENCE_SAMPLES);
    const changes = heard.filter((sample, i) => i > 0 && isFrom(1000)(sample) !== isFrom(1000)(heard[i - 1] ?? 0));
    assert.equal(changes.length, 1, 'a message is not cut by the other session');
  });

  it('goes on with the next sample after a pause in mid-sentence', async () => {
    await listen();
    const { done } = talk(house.daemon, 1000, ['One.', 'Two.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    await house.daemon.control('pause', {});
    const before = recording.heard().length;
    await recording.until((heard) => heard.length > before + RATE_HZ);
    assert.ok(
      recording
        .heard()
        .subarray(-RATE_HZ / 2)
        .every((sample) => sample === 0),
    );
    assert.ok(sounds().length < SENTENCE_SAMPLES);
    await house.daemon.control('resume', {});
    await done;
    await heardOf(2 * SENTENCE_SAMPLES);
    assert.deepEqual([...sounds()], [...soundOf(1000, 0), ...soundOf(1000, 1)]);
  });

  it('skips the sentence that is heard; the next one is whole', async () => {
    await listen();
    const { done, ends } = talk(house.daemon, 1000, ['One.', 'Two.', 'Three.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    await house.daemon.control('skip', {});
    await done;
    await heardOf(2 * SENTENCE_SAMPLES);
    const heard = sounds();
    const rest = heard.length - 2 * SENTENCE_SAMPLES;
    assert.ok(rest < SENTENCE_SAMPLES);
    assert.deepEqual([...heard], [...soundOf(1000, 0).subarray(0, rest), ...soundOf(1000, 1), ...soundOf(1000, 2)]);
    assert.equal(ends()[0]?.sentenceId === undefined, false);
    assert.equal(ends().length, 3);
  });

  it('skips the message that is heard, also what of it is still to be written; the next message is whole', async () => {
    await listen();
    const { opened, open: goOn } = gateway();
    async function* parts(): AsyncGenerator<SourcePart> {
      yield { type: 'text-start', messageId: 'first' };
      yield { type: 'text-delta', text: 'One. Two.' };
      await opened;
      yield { type: 'text-delta', text: ' Three.' };
      yield { type: 'text-end' };
      yield { type: 'text-start', messageId: 'second' };
      yield { type: 'text-delta', text: 'Four.' };
      yield { type: 'text-end' };
    }
    const { done, ends, events } = talk(house.daemon, 1000, [], parts());
    await heardOf(SENTENCE_SAMPLES / 3);
    await house.daemon.control('skip', { message: true });
    goOn();
    await done;
    const texts = new Map(
      events.filter((event) => event.type === 'sentence').map(({ sentenceId, text }) => [sentenceId, text]),
    );
    assert.ok(!texts.has('Three.'));
    assert.deepEqual(
      ends()
        .map(({ sentenceId, outcome }) => [texts.get(sentenceId), outcome])
        .sort(),
      [
        ['Four.', 'played'],
        ['One.', 'skipped'],
        ['Two.', 'skipped'],
      ],
    );
    await recording.until(() => sounds().length >= SENTENCE_SAMPLES + 1);
    assert.ok(sounds().length < 2 * SENTENCE_SAMPLES, 'the first message is cut, the second whole');
  });

  it('skips the sentence that is heard while it is held', async () => {
    await listen();
    const { done } = talk(house.daemon, 1000, ['One.', 'Two.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    await house.daemon.control('pause', {});
    await house.daemon.control('skip', {});
    await house.daemon.control('resume', {});
    await done;
    await heardOf(SENTENCE_SAMPLES);
    const heard = sounds();
    const rest = heard.length - SENTENCE_SAMPLES;
    assert.deepEqual([...heard], [...soundOf(1000, 0).subarray(0, rest), ...soundOf(1000, 1)]);
  });

  it('says the sentence again from its beginning', async () => {
    await listen();
    const { done } = talk(house.daemon, 1000, ['One.', 'Two.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    await house.daemon.control('repeat', {});
    await done;
    const heard = sounds();
    const begun = heard.length - 2 * SENTENCE_SAMPLES;
    assert.ok(begun > 0);
    const first = soundOf(1000, 0);
    assert.deepEqual([...heard], [...first.subarray(0, begun), ...first, ...soundOf(1000, 1)]);
  });

  it('plays nothing of what was stopped after the stop was acknowledged, and the other session whole', async () => {
    await listen();
    const a = talk(house.daemon, 1000, ['One.', 'Two.', 'Three.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    const b = talk(house.daemon, 11_000, ['One.']);
    await house.daemon.control('stop', { session: 'talk-1000' });
    // What the card holds in its own block may still come.
    await delay(100);
    const before = recording.heard().length;
    await Promise.all([a.done, b.done]);
    await recording.until((heard) => heard.filter(isFrom(11_000)).length >= SENTENCE_SAMPLES);
    assert.ok(!recording.heard().subarray(before).some(isFrom(1000)));
    assert.deepEqual([...sounds().filter(isFrom(11_000))], [...soundOf(11_000, 0)]);
    assert.deepEqual(
      a.ends().map(({ outcome }) => outcome),
      ['aborted', 'aborted', 'aborted'],
    );
  });

  it('is silent at once when it is muted, and plays no backlog afterwards', async () => {
    await listen();
    const a = talk(house.daemon, 1000, ['One.', 'Two.', 'Three.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    await house.daemon.control('mute', {});
    await a.done;
    assert.ok(sounds().length < SENTENCE_SAMPLES);
    assert.ok(a.ends().every(({ outcome, reason }) => outcome === 'skipped' && reason === 'muted'));
    assert.deepEqual(house.keeps.at(-1), { muted: true });
    await house.daemon.control('unmute', {});
    const b = talk(house.daemon, 11_000, ['One.']);
    await b.done;
    await recording.until((heard) => heard.filter(isFrom(11_000)).length >= SENTENCE_SAMPLES);
    assert.ok(sounds().filter(isFrom(1000)).length < SENTENCE_SAMPLES);
  });

  it('says a notice at the next edge, before the prose that was first, after a chime', async () => {
    await listen();
    const a = talk(house.daemon, 1000, ['One.', 'Two.', 'Three.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    await Promise.all([notice(house.daemon, 11_000), a.done]);
    const heard = recording.heard();
    const places = [soundOf(1000, 0), soundOf(11_000, 0), soundOf(1000, 2)].map((sound) => placeOf(heard, sound));
    assert.ok(
      places.every((place) => place >= 0),
      `${places}`,
    );
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
    const [first = 0, second = 0] = places;
    const between = heard.subarray(first + SENTENCE_SAMPLES, second);
    assert.ok(
      between.some((sample) => sample < -1000),
      'the chime',
    );
  });

  it('says of the others only the first sentences while the session of the last prompt is there', async () => {
    await listen();
    const b = talk(house.daemon, 11_000, ['One.', 'Two.', 'Three.']);
    await house.daemon.control('stop', { session: 'talk-1000' });
    const a = talk(house.daemon, 1000, ['One.', 'Two.', 'Three.', 'Four.']);
    await Promise.all([a.done, b.done]);
    assert.ok(a.ends().every(({ outcome }) => outcome === 'played'));
    assert.deepEqual(
      b
        .ends()
        .map(({ sentenceId, outcome }) => `${sentenceId} ${outcome}`)
        .sort(),
      ['s1 played', 's2 skipped', 's3 skipped'],
    );
    await house.daemon.control('stop', { session: 'nobody' });
  });

  it('says the name of the session when another one has spoken before', async () => {
    const named = open(() => openPlayer({ sampleRateHz: RATE_HZ, env: pulse.env }), { names: true });
    await listen();
    await talk(named.daemon, 1000, ['One.']).done;
    // The sentence is made first, so the voice gives the name its second sound.
    await talk(named.daemon, 11_000, ['One.']).done;
    await named.desk.dispose();
    const heard = recording.heard();
    const places = [soundOf(1000, 0), soundOf(11_000, 1), soundOf(11_000, 0)].map((sound) => placeOf(heard, sound));
    assert.ok(
      places.every((place) => place >= 0),
      `${places}`,
    );
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
  });

  it('hears one session alone, and all again', async () => {
    await listen();
    await house.daemon.control('solo', { session: 'talk-11000' });
    const a = talk(house.daemon, 1000, ['One.', 'Two.']);
    const b = talk(house.daemon, 11_000, ['One.']);
    await Promise.all([a.done, b.done]);
    await heardOf(SENTENCE_SAMPLES);
    assert.deepEqual([...sounds()], [...soundOf(11_000, 0)]);
    assert.ok(a.ends().every(({ outcome, reason }) => outcome === 'skipped' && /alone/.test(reason ?? '')));
    await house.daemon.control('unsolo', {});
    const again = talk(house.daemon, 1000, ['One.']);
    await again.done;
    assert.equal(again.ends()[0]?.outcome, 'played');
  });

  it('stands still while another program records from the microphone, and goes on by itself', async () => {
    const watch = watchMicrophone({
      env: pulse.env,
      onChange: (isOn) => void house.daemon.recording(isOn),
      sleep: () => delay(50),
    });
    await listen();
    const { done } = talk(house.daemon, 1000, ['One.', 'Two.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    const end = await pulse.recordMicrophone();
    while (!house.daemon.status().paused) await delay(10);
    assert.equal(house.daemon.status().microphone, true);
    const held = sounds().length;
    assert.ok(held < 2 * SENTENCE_SAMPLES);
    await end();
    await done;
    await heardOf(2 * SENTENCE_SAMPLES);
    assert.deepEqual([...sounds()], [...soundOf(1000, 0), ...soundOf(1000, 1)]);
    assert.equal(house.daemon.status().microphone, false);
    // Whoever paused it wants it paused, whatever records.
    await house.daemon.control('pause', {});
    await (await pulse.recordMicrophone())();
    await delay(200);
    assert.equal(house.daemon.status().paused, true);
    await house.daemon.control('resume', {});
    watch.close();
  });

  it('changes the volume of what was written and not heard, and loses nothing', async () => {
    await listen();
    const { done } = talk(house.daemon, 1000, ['One.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    await house.daemon.control('volume', { value: 0.5 });
    await done;
    await heardOf(SENTENCE_SAMPLES);
    await house.daemon.control('volume', { value: 1 });
    const wanted = soundOf(1000, 0);
    const heard = sounds();
    const at = heard.findIndex((sample, i) => sample !== wanted[i]);
    assert.ok(at > 0 && at < SENTENCE_SAMPLES / 3 + RATE_HZ / 5, `the change is heard at ${at}`);
    assert.equal(heard.length, SENTENCE_SAMPLES);
    for (let i = at; i < heard.length; i += 1) assert.ok(Math.abs((heard[i] ?? 0) - (wanted[i] ?? 0) / 2) <= 1, `${i}`);
  });

  it('says the sentence again that was playing when the sound server was started anew, and loses nothing else', async () => {
    await listen();
    const { done, ends } = talk(house.daemon, 1000, ['One.', 'Two.', 'Three.']);
    await heardOf(SENTENCE_SAMPLES + SENTENCE_SAMPLES / 3);
    await pulse.kill();
    await delay(600);
    assert.deepEqual(house.troubles, [], 'it is waited for');
    // Until the recorder hears.
    await house.daemon.control('pause', {});
    await pulse.startAgain();
    await listen();
    await house.daemon.control('resume', {});
    await done;
    await heardOf(2 * SENTENCE_SAMPLES);
    assert.deepEqual([...sounds()], [...soundOf(1000, 1), ...soundOf(1000, 2)]);
    assert.ok(ends().every(({ outcome }) => outcome === 'played'));
    assert.deepEqual(house.troubles, []);
  });

  it('stands still when the device is pulled out, and goes on where it is told to', async () => {
    await listen();
    const { done, events } = talk(house.daemon, 1000, ['One.', 'Two.']);
    await heardOf(SENTENCE_SAMPLES / 3);
    await pulse.unplug();
    while (house.troubles.length === 0) await delay(10);
    assert.match(house.troubles[0] ?? '', /device is gone.*resume/);
    const warnings = events.filter((event) => event.type === 'warning').map(({ message }) => message);
    assert.deepEqual(warnings, house.troubles, 'the client is told');
    await pulse.plug();
    await listen();
    await delay(300);
    assert.equal(sounds().length, 0, 'it does not go on by itself');
    await house.daemon.control('resume', {});
    await done;
    await heardOf(2 * SENTENCE_SAMPLES);
    assert.deepEqual([...sounds()], [...soundOf(1000, 0), ...soundOf(1000, 1)]);
  });
});
