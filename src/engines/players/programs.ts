/** A program that can play raw mono s16le from its standard input. */
export interface Program {
  readonly name: string;
  readonly command: string;
  args(options: { sampleRateHz: number; device: string | undefined; latencyMs: number }): string[];
  /** Whether it can be told which device to use. */
  readonly devices: boolean;
  /** See PipePlayerOptions. */
  readonly tailMs?: number;
  /** Ends well even when it could not play, but complains: then any word on stderr is a failure. */
  readonly silentWhenFine?: boolean;
}

/**
 * In the order in which they are tried: the sound server's own first, ffplay and sox wherever they are. Options from
 * the manuals of PipeWire 1.2, PulseAudio 16, alsa-utils 1.2, FFmpeg 4 to 7, SoX 14.4.
 */
export const PROGRAMS: readonly Program[] = [
  {
    name: 'pw-cat',
    command: 'pw-cat',
    devices: true,
    args: ({ sampleRateHz, device, latencyMs }) => [
      ...['--playback', '--raw', '--format=s16', `--rate=${sampleRateHz}`, '--channels=1', `--latency=${latencyMs}ms`],
      ...(device === undefined ? [] : [`--target=${device}`]),
      '-',
    ],
  },
  {
    name: 'pacat',
    command: 'pacat',
    devices: true,
    args: ({ sampleRateHz, device, latencyMs }) => [
      ...['--playback', '--raw', '--format=s16le', `--rate=${sampleRateHz}`, '--channels=1'],
      ...[`--latency-msec=${latencyMs}`, '--client-name=stream-tts', '--stream-name=speech'],
      ...(device === undefined ? [] : [`--device=${device}`]),
    ],
  },
  {
    name: 'aplay',
    command: 'aplay',
    devices: true,
    args: ({ sampleRateHz, device, latencyMs }) => [
      ...['-q', '-t', 'raw', '-f', 'S16_LE', '-r', String(sampleRateHz), '-c', '1'],
      ...[`--buffer-time=${latencyMs * 1000}`, ...(device === undefined ? [] : ['-D', device])],
      '-',
    ],
  },
  ffplay(['-ch_layout', 'mono']),
  // FFmpeg before 5.1 knows channels only by their number.
  ffplay(['-ac', '1']),
  {
    name: 'sox',
    command: 'play',
    devices: false,
    args: ({ sampleRateHz }) => `-q -t raw -e signed -b 16 -L -r ${sampleRateHz} -c 1 -`.split(' '),
  },
];

function ffplay(mono: readonly string[]): Program {
  return {
    name: 'ffplay',
    command: 'ffplay',
    devices: false,
    tailMs: 200,
    silentWhenFine: true,
    args: ({ sampleRateHz }) => [
      ...['-nodisp', '-autoexit', '-loglevel', 'error', '-probesize', '32', '-fflags', 'nobuffer'],
      ...['-f', 's16le', '-ar', String(sampleRateHz), ...mono, '-i', '-'],
    ],
  };
}
