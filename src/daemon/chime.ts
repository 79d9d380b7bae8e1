const NOTES_HZ = [660, 880];
const NOTE_MS = 110;
const LOUD = 0.15;

/** Two short rising tones: something wants attention. */
export function createChime(sampleRateHz: number): Float32Array {
  const length = Math.round((sampleRateHz * NOTE_MS) / 1000);
  return Float32Array.from({ length: length * NOTES_HZ.length }, (_, i) => {
    const note = NOTES_HZ[Math.floor(i / length)] ?? 0;
    const within = (i % length) / length;
    return LOUD * Math.sin(Math.PI * within) * Math.sin((2 * Math.PI * note * i) / sampleRateHz);
  });
}
