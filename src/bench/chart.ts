export interface ChartRow {
  readonly label: string;
  /** In order, from the left; milliseconds. */
  readonly parts: ReadonlyArray<{ readonly name: string; readonly ms: number }>;
  /** Drawn as a thin line from low to high, where measurements were many. */
  readonly spread?: { readonly lowMs: number; readonly highMs: number };
}

export interface Chart {
  readonly title: string;
  readonly rows: readonly ChartRow[];
  /** Goals, as upright lines. */
  readonly marks: ReadonlyArray<{ readonly label: string; readonly ms: number }>;
}

const WIDTH = 860;
const LEFT = 210;
const RIGHT = 90;
const TOP = 64;
const BAR = 22;
const GAP = 16;
/** Distinct in grey as well, on white and on black. */
const COLOURS = ['#4e79a7', '#f28e2b', '#59a14f', '#b07aa1', '#9c755f', '#76b7b2'];

/** Stacked bars over a common time axis, as an SVG that needs no style of its page. */
export function drawChart({ title, rows, marks }: Chart): string {
  const totals = rows.map(({ parts, spread }) => Math.max(spread?.highMs ?? 0, sum(parts)));
  const end = 1.05 * Math.max(1, ...totals, ...marks.map(({ ms }) => ms));
  const x = (ms: number) => LEFT + (ms / end) * (WIDTH - LEFT - RIGHT);
  const y = (row: number) => TOP + row * (BAR + GAP);
  const height = y(rows.length) + 44;
  const names = [...new Set(rows.flatMap(({ parts }) => parts.map(({ name }) => name)))];
  const colour = (name: string) => COLOURS[names.indexOf(name) % COLOURS.length] ?? 'grey';
  const bars = rows.flatMap(({ label, parts, spread }, row) => {
    let at = 0;
    const boxes = parts.map(({ name, ms }) => {
      const box = `<rect x="${fix(x(at))}" y="${y(row)}" width="${fix(x(at + ms) - x(at))}" height="${BAR}" fill="${colour(name)}"><title>${escaped(name)}: ${Math.round(ms)} ms</title></rect>`;
      at += ms;
      return box;
    });
    const middle = y(row) + BAR / 2;
    const whisker = spread
      ? [
          `<path d="M${fix(x(spread.lowMs))} ${middle}H${fix(x(spread.highMs))}" stroke="currentColor" stroke-width="1.5"/>`,
        ]
      : [];
    return [
      text(LEFT - 10, middle + 5, label, 'end'),
      ...boxes,
      ...whisker,
      text(x(Math.max(at, spread?.highMs ?? 0)) + 6, middle + 5, `${Math.round(at)} ms`),
    ];
  });
  const lines = marks.flatMap(({ label, ms }, i) => [
    `<path d="M${fix(x(ms))} ${TOP - 8}V${y(rows.length)}" stroke="#e15759" stroke-dasharray="4 3"/>`,
    text(x(ms), TOP - 12 - (i % 2) * 14, label, 'middle', '#e15759'),
  ]);
  let legendAt = LEFT;
  const legend = names.flatMap((name) => {
    const entry = [
      `<rect x="${legendAt}" y="${y(rows.length) + 10}" width="12" height="12" fill="${colour(name)}"/>`,
      text(legendAt + 18, y(rows.length) + 21, name),
    ];
    legendAt += 34 + 7 * name.length;
    return entry;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" color="#333" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(16, 24, title, 'start', '#333', 16),
    ...lines,
    ...bars,
    ...legend,
    '</svg>\n',
  ].join('\n');
}

function sum(parts: ChartRow['parts']): number {
  return parts.reduce((total, { ms }) => total + ms, 0);
}

function text(x: number, y: number, said: string, anchor = 'start', fill = '#333', size = 13): string {
  return `<text x="${fix(x)}" y="${fix(y)}" text-anchor="${anchor}" fill="${fill}" font-size="${size}">${escaped(said)}</text>`;
}

function fix(value: number): string {
  return value.toFixed(1);
}

function escaped(said: string): string {
  return said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
