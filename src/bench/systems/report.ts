import type { Machine } from '../machine.ts';
import { AUTHOR_FIGURES, type Sizes } from './author.ts';
import type { SystemRow, SystemsReport } from './index.ts';
import { BENCH_TEXTS } from './texts.ts';

export interface ReportInput extends Pick<SystemsReport, 'rows' | 'figures' | 'notes'> {
  readonly machine: Machine;
  readonly version: string;
  readonly command: string;
  readonly sizes: Sizes;
}

export const BEGIN = '<!-- systems: begin -->';
export const END = '<!-- systems: end -->';

/** The systems' section of docs/performance-comparison.md, from one run alone. */
export function renderSystems({ rows, figures, notes, machine, version, command, sizes }: ReportInput): string {
  const texts = BENCH_TEXTS.filter(({ name }) => rows.some((row) => row.text === name));
  const reasons = unique(
    rows.filter(({ reason }) => reason !== undefined),
    ({ system }) => system,
  );
  const standIns = unique(
    rows.filter((row) => row.standIns.length > 0 && row.reason === undefined),
    ({ system }) => system,
  );
  return [
    BEGIN,
    '',
    '## The systems, side by side',
    '',
    `From one run of \`${command}\` on ${machine.cpu}, ${machine.cores} cores, ${Math.round(machine.memoryMB / 1024)} GB, ${machine.os}, Node ${machine.node}, stream-tts ${version}.`,
    'Times are medians in milliseconds. Cold begins when the process is asked for, warm when the text is there. Sound is taken as fast as it',
    'is made, so a total is the work and not the hearing. chrF is measured against translations by people, 0 to 100; *misheard* is the share of',
    'kana that Whisper hears otherwise than they were meant. Processor time and memory are those of all processes together.',
    '',
    ...(figures.loadAverage == null
      ? []
      : [
          `When the run began ${figures.loadAverage} other processes wanted a core (load average): above one, trust ratios alone.`,
          '',
        ]),
    '![The systems](systems.svg)',
    '',
    ...texts.flatMap((text) => [
      `### ${titleOf(text.name, text.text)}`,
      '',
      ...table(rows.filter((row) => row.text === text.name)),
      '',
    ]),
    ...(reasons.length > 0
      ? ['Not measured here:', '', ...reasons.map(({ system, reason }) => `- ${system}: ${reason}`), '']
      : []),
    ...(standIns.length > 0
      ? [
          'In the place of what the author had:',
          '',
          ...standIns.map((row) => `- ${row.system}: ${row.standIns.join(', ')}`),
          '',
        ]
      : []),
    ...(notes.cer ? [`Misheard is empty: ${notes.cer}`, ''] : []),
    "### The author's figures beside ours",
    '',
    "Theirs were measured on other machines with other engines; ours are of the author's sentence.",
    '',
    '| system | what | stated | here |',
    '| --- | --- | --- | --- |',
    ...AUTHOR_FIGURES.map(({ system, what, stated, ours, reason }) => {
      const own = rows.filter((row) => row.system === system && row.text === 'author');
      const value = ours?.({ warm: own.find(({ cold }) => !cold), cold: own.find(({ cold }) => cold), sizes });
      return `| ${system} | ${what} | ${stated} | ${value ?? `not measured: ${own[0]?.reason ?? reason ?? 'nothing of the kind here'}`} |`;
    }),
    '',
    ...(figures.linesOfCode == null
      ? []
      : [`Lines of code: ${figures.linesOfCode} in \`src\`. Build: ${figures.buildSeconds} s.`, '']),
    END,
  ].join('\n');
}

/** The document with its section replaced, or added at the end. */
export function replaceSection(document: string, section: string): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${section}\n`;
  return document.slice(0, from) + section + document.slice(to + END.length);
}

function table(rows: readonly SystemRow[]): string[] {
  const shown = rows.filter(({ reason }) => reason === undefined);
  if (shown.length === 0) return ['No system ran.'];
  return [
    '| system | | translation | speech | first sound | total (p95; low–high) | CPU | memory MB | models MB | chrF | misheard |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...shown.map((row) => {
      const { total = '' } = { total: row.spread.totalMs && row.runs > 1 ? ` (${spreadOf(row)})` : '' };
      return `| ${[
        row.system,
        row.cold ? `cold, loaded after ${show(row.loadMs)}` : `warm, ${row.runs} runs`,
        show(row.translationMs),
        show(row.speechMs),
        show(row.firstSoundMs),
        `${show(row.totalMs)}${total}`,
        show(row.cpuMs),
        show(row.peakMB),
        show(row.diskMB),
        row.chrf ?? '',
        row.cer ?? '',
      ].join(' | ')} |`;
    }),
  ];
}

function spreadOf({ spread: { totalMs } }: SystemRow): string {
  return totalMs === null ? '' : `${show(totalMs.p95)}; ${show(totalMs.low)}–${show(totalMs.high)}`;
}

const TITLES = {
  author: "The author's sentence",
  word: 'One word',
  sentence: 'One sentence',
  ten: 'Ten sentences',
  page: 'A page',
};

function titleOf(name: keyof typeof TITLES, text: string): string {
  return text.length < 80 ? `${TITLES[name]}: “${text}”` : TITLES[name];
}

function show(value: number | null): string {
  return value === null ? '' : Math.round(value).toLocaleString('en');
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
