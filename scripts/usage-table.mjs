// Writes the table of constructs into docs/usage.md, between its two markers. --check: only says whether it is current.
// Run with tsx, since it reads the sources: node --import tsx scripts/usage-table.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { renderAnnouncement } from '../src/text/announce.ts';
import { createSentencer } from '../src/text/sentencer.ts';
import { sayTranslation } from '../src/text/spoken.ts';

const BEGIN = '<!-- usage-table: begin -->';
const END = '<!-- usage-table: end -->';
const DOCUMENT = new URL('../docs/usage.md', import.meta.url);
const CASES = JSON.parse(readFileSync(new URL('../test/text/usage-cases.json', import.meta.url), 'utf8'));

const table = [
  BEGIN,
  '',
  '| construct | written | heard in English | heard in Japanese |',
  '| --- | --- | --- | --- |',
  ...CASES.map(([construct, markdown, translations = []]) => {
    const sentences = sentencesOf(markdown);
    const english = sentences.map(({ spoken }) => spoken).join(' ');
    return `| ${construct} | ${written(markdown)} | ${cell(english)} | ${cell(japanese(sentences, translations))} |`;
  }),
  '',
  'The Japanese is what the voice is given for a translation by hand: a translator keeps what stands in code, paths,',
  'addresses, numbers and names as it is written, and each is said afterwards.',
  '',
  END,
].join('\n');

const old = readFileSync(DOCUMENT, 'utf8');
const begin = old.indexOf(BEGIN);
const end = old.indexOf(END);
if (begin < 0 || end < begin) throw new Error(`docs/usage.md lacks the markers ${BEGIN} and ${END}`);
const next = old.slice(0, begin) + table + old.slice(end + END.length);
if (process.argv.includes('--check')) {
  if (next !== old) {
    console.error('docs/usage.md is not current; type: node --import tsx scripts/usage-table.mjs');
    process.exitCode = 1;
  }
} else writeFileSync(DOCUMENT, next);

function sentencesOf(markdown) {
  let ids = 0;
  const sentencer = createSentencer({ nextId: () => `s${++ids}`, messageId: 'm', code: 'announce' });
  return [...sentencer.write(markdown), ...sentencer.end()];
}

/** What the voice is given, with these translations in their places. */
function japanese(sentences, translations) {
  const left = [...translations];
  const said = sentences.map(({ spoken, language, announce, intro }) => {
    if (announce !== undefined) return renderAnnouncement(announce, 'ja');
    if (language === 'ja') return spoken;
    const translation = left.shift();
    if (translation === undefined) throw new Error(`no translation of ${spoken}`);
    return (intro === undefined ? '' : renderAnnouncement(intro, 'ja')) + sayTranslation(translation, 'ja');
  });
  if (left.length > 0) throw new Error(`too many translations: ${left.join(' ')}`);
  return said.join(' ');
}

function written(markdown) {
  const lines = markdown.split('\n');
  const shown = lines.length > 5 ? [...lines.slice(0, 3), '…'] : lines;
  return shown.map((line) => `\`\` ${line.replaceAll('|', '\\|')} \`\``).join('<br>');
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}
