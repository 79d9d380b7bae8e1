import { type Chart, drawChart } from '../chart.ts';
import { LADDER, type summary } from './first-sounds.ts';

type Row = { readonly input: string; readonly tokensPerSecond: number } & ReturnType<typeof summary>;

/** Where the time to the first sound goes, one bar for each kind of reply, under the mission's ladder. */
export function latencyChart(rows: readonly Row[]): string {
  const chart: Chart = {
    title: 'First token to first sound: medians, with the 5th to the 95th percentile',
    rows: rows.map((row) => ({
      label: `${row.input}, ${row.tokensPerSecond} tokens/s`,
      parts: [
        { name: 'waiting for text', ms: row.waitForTextMs ?? 0 },
        { name: 'translator', ms: row.translatorMs ?? 0 },
        { name: 'voice', ms: row.voiceMs ?? 0 },
        { name: 'held back', ms: row.gateMs ?? 0 },
        { name: 'the road itself', ms: row.roadMs ?? 0 },
      ],
      spread: { lowMs: row.p5Ms ?? 0, highMs: row.p95Ms ?? 0 },
    })),
    marks: LADDER.map((ms) => ({ label: ms === 1000 ? '1 s' : `${ms}`, ms })),
  };
  return drawChart(chart);
}
