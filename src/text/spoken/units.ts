import { table } from '../../kit/table.ts';

/** One and several of a unit, by how it is written. */
const UNITS = table<string | readonly [one: string, many: string]>({
  B: 'byte',
  kB: 'kilobyte',
  KB: 'kilobyte',
  MB: 'megabyte',
  GB: 'gigabyte',
  TB: 'terabyte',
  PB: 'petabyte',
  KiB: 'kibibyte',
  MiB: 'mebibyte',
  GiB: 'gibibyte',
  TiB: 'tebibyte',
  bps: ['bit per second', 'bits per second'],
  kbps: ['kilobit per second', 'kilobits per second'],
  Mbps: ['megabit per second', 'megabits per second'],
  Gbps: ['gigabit per second', 'gigabits per second'],
  ms: 'millisecond',
  us: 'microsecond',
  µs: 'microsecond',
  μs: 'microsecond',
  ns: 'nanosecond',
  s: 'second',
  sec: 'second',
  secs: 'second',
  min: 'minute',
  mins: 'minute',
  m: 'minute',
  h: 'hour',
  hr: 'hour',
  hrs: 'hour',
  d: 'day',
  px: 'pixel',
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  fps: ['frame per second', 'frames per second'],
  dB: 'decibel',
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  km: 'kilometer',
  cm: 'centimeter',
  mm: 'millimeter',
  kg: 'kilogram',
  req: 'request',
  ops: ['operation', 'operations'],
  k: ['thousand', 'thousand'],
  K: ['thousand', 'thousand'],
  M: ['million', 'million'],
  bn: ['billion', 'billion'],
  x: ['times', 'times'],
  '×': ['times', 'times'],
  '%': ['percent', 'percent'],
});

/** The words of a unit after an amount; a unit that is a word already stays. */
export function sayUnit(unit: string, amount: string): string {
  const [first = '', per] = unit.split('/');
  const known = UNITS[first];
  const [one, many] = known === undefined ? [first, first] : typeof known === 'string' ? [known, `${known}s`] : known;
  const said = amount === '1' ? one : many;
  return per === undefined ? said : `${said} per ${sayUnit(per, '1')}`;
}
