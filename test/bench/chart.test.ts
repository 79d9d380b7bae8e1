import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawChart } from '../../src/bench/chart.ts';

const chart = {
  title: 'First sound <of> a reply',
  rows: [
    {
      label: 'ours',
      parts: [
        { name: 'text', ms: 100 },
        { name: 'voice', ms: 300 },
      ],
      spread: { lowMs: 300, highMs: 600 },
    },
    { label: 'serial', parts: [{ name: 'voice', ms: 2000 }] },
  ],
  marks: [{ label: '1 s', ms: 1000 }],
};

const widths = (svg: string) =>
  [...svg.matchAll(/<rect x="[\d.]+" y="\d+" width="([\d.]+)" height="22"/g)].map(([, width]) => Number(width));

test('bars are as long as what they stand for', () => {
  const [text = 0, voice = 0, serial = 0] = widths(drawChart(chart));
  assert.ok(Math.abs(voice / text - 3) < 0.01);
  assert.ok(Math.abs(serial / text - 20) < 0.05);
});

test('names are text, never markup', () => {
  const svg = drawChart(chart);
  assert.ok(svg.includes('First sound &lt;of&gt; a reply'));
  assert.ok(!svg.includes('<of>'));
});

test('a chart of nothing is still a picture', () => {
  assert.match(drawChart({ title: 'none', rows: [], marks: [] }), /^<svg [\s\S]*<\/svg>\n$/);
});
