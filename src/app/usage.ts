import { StreamTtsError } from '../spec/errors.ts';

/** A value that a later version will know. */
export function later(option: string, value: string, now: readonly string[]): StreamTtsError {
  return usage(`${option} ${value} is not built yet; today ${option} can be ${now.join(', ')}.`);
}

/** Something that the user wrote is not right. */
export function usage(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'bad-settings', stage: 'settings', exitCode: 2, message });
}
