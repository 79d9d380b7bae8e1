import { hasPackages, openEar as openListener } from '../listening/ear.ts';

export interface Recording {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

export interface Ear {
  /** What it hears in each, in Japanese. */
  hear(recordings: readonly Recording[]): Promise<string[]>;
}

export interface EarPlace {
  /** Where faster-whisper was installed by pip. */
  readonly packages: string;
  /** The files of whisper-base. */
  readonly model: string | undefined;
}

/** An ear that sleeps while engines are measured, or why there is none and what to type. */
export function openEar({ packages, model }: EarPlace): Ear | string {
  if (model === undefined) return 'nobody listens; type: npx stream-tts models pull whisper-base';
  if (!hasPackages(packages)) {
    return `nobody listens; type: python3 -m pip install --target ${packages} faster-whisper`;
  }
  return {
    async hear(recordings) {
      const ear = await openListener({ model, packages });
      const heard: string[] = [];
      try {
        for (const { samples, sampleRateHz } of recordings) heard.push(await ear.hear(samples, sampleRateHz));
      } finally {
        await ear.close();
      }
      return heard;
    },
  };
}
