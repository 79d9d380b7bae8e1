// Draws what a terminal shows as an SVG, for the README:
//   tmux capture-pane -e -p | node scripts/terminal-picture.mjs 'the command' > docs/terminal.svg
import { text } from 'node:stream/consumers';

const [FONT_PX, LINE_PX, PAD_PX, WIDTH_PX] = [14, 21, 18, 780];
const lines = (await text(process.stdin)).replace(/\n+$/, '').split('\n');
const command = process.argv[2];
const shown = command === undefined ? lines : [`$ ${command}`, ...lines];
const height = shown.length * LINE_PX + 2 * PAD_PX;

const quoted = (words) => words.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);

/** The words of a line, dim or not, without any other attribute. */
function drawn(line, row) {
  let dim = false;
  const spans = line.split(/\u001b\[([\d;]*)m/).map((part, i) => {
    if (i % 2 === 1) {
      for (const code of part.split(';')) dim = code === '2' ? true : ['', '0', '22'].includes(code) ? false : dim;
      return '';
    }
    return part === '' ? '' : `<tspan${dim ? ' class="d"' : ''}>${quoted(part)}</tspan>`;
  });
  return `<text x="${PAD_PX}" y="${PAD_PX + row * LINE_PX + FONT_PX}">${spans.join('')}</text>`;
}

console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH_PX} ${height}" width="${WIDTH_PX}" height="${height}" role="img">
<title>A terminal in which an agent's sentences are shown with their Japanese as they are spoken</title>
<style>text{font:${FONT_PX}px ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono CJK JP",monospace;fill:#e8e6e1;white-space:pre}.d{fill:#9a978f}</style>
<rect width="100%" height="100%" rx="10" fill="#1d1f21"/>
${shown.map(drawn).join('\n')}
</svg>`);
