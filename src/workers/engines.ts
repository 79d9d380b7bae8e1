import type { Translator, Voice } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Pcm } from '../spec/parts.ts';
import { readPcm, readText } from './protocol.ts';
import { createSupervisor, type SupervisorOptions } from './supervise.ts';

type WorkerOptions = Omit<SupervisorOptions, 'role'>;

/** As in the contract. */
export type WorkerTranslatorOptions = WorkerOptions & Pick<Translator, 'continues' | 'repeats' | 'context' | 'variant'>;

/** A translator that works in another process. Nothing is started before it is needed. */
export function createWorkerTranslator(options: WorkerTranslatorOptions): Translator {
  const { continues = false, repeats = false, context, variant = '', ...worker } = options;
  const supervisor = createSupervisor({ ...worker, role: 'translator' });
  let device: string | undefined;
  return {
    name: worker.name,
    ...{ continues, repeats, variant, ...(context && { context }) },
    get device() {
      return device;
    },
    async warm() {
      ({ device } = await supervisor.load());
    },
    translate({ text, spans, language }, { signal, ...asked }) {
      let given = '';
      return supervisor.run(async function* (link): AsyncGenerator<string> {
        const goesOn = continues && given !== '';
        const options = goesOn ? { ...asked, given: (asked.given ?? '') + given } : asked;
        const head = { type: 'translate', sentence: { text, spans, language }, options };
        let heard = goesOn ? given : '';
        for await (const frame of link.request(head, { signal })) {
          heard += readText(frame);
          // A second worker that begins anew gives again what the first gave.
          if (heard.length <= given.length) continue;
          if (!heard.startsWith(given)) throw changed(worker.name);
          const piece = heard.slice(given.length);
          given = heard;
          yield piece;
        }
      }, signal);
    },
    dispose: supervisor.dispose,
  };
}

export interface WorkerVoiceOptions extends WorkerOptions {
  readonly languages: readonly string[];
  readonly sampleRateHz: number;
}

/** A voice that works in another process. Nothing is started before it is needed. */
export function createWorkerVoice({ languages, sampleRateHz, ...worker }: WorkerVoiceOptions): Voice {
  const supervisor = createSupervisor({ ...worker, role: 'voice' });
  return {
    name: worker.name,
    languages,
    sampleRateHz,
    async warm() {
      await supervisor.load();
    },
    speak(text, { signal, ...options }) {
      let given = 0;
      return supervisor.run(async function* (link): AsyncGenerator<Pcm> {
        let left = given;
        for await (const frame of link.request({ type: 'speak', text, options }, { signal })) {
          const pcm = readPcm(frame);
          const samples = pcm.samples.subarray(Math.min(left, pcm.samples.length));
          left -= pcm.samples.length - samples.length;
          if (samples.length === 0) continue;
          given += samples.length;
          yield { ...pcm, samples };
        }
      }, signal);
    },
    dispose: supervisor.dispose,
  };
}

function changed(name: string): StreamTtsError {
  return new StreamTtsError({
    code: 'translator-failed',
    stage: 'translator',
    message: `The worker of ${name} died in the middle of a sentence, and the next one translates it otherwise.`,
    permanent: false,
  });
}
