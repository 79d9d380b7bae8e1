// The thin coordinator as one file, for wherever Node and the workers are; its size is printed beside the runtime's.
// It is compressed, and unpacks itself in memory: Markdown's grammar and the checks are most of it.
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from '../prepare.mjs';

/** The author's had this size. */
const MOST_BYTES = 131 * 1024;

/** Five of these for four bytes (ZeroMQ's Z85, RFC 32 there): base64 would take a fifteenth more. */
const SIGNS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

export async function packCoordinator(directory) {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src', 'app', 'coordinator.ts')],
    bundle: true,
    write: false,
    minify: true,
    charset: 'utf8',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Unpacked it is a module without a place; the place is that of the file.
    define: { 'import.meta.url': '__place' },
    logLevel: 'warning',
  });
  const [{ contents }] = outputFiles;
  const packed = brotliCompressSync(contents);
  const text = `#!/usr/bin/env node
import{brotliDecompressSync as d}from'node:zlib';globalThis.__place=import.meta.url;
const a='${SIGNS}',s='${inSigns(packed)}',b=Buffer.alloc(s.length/5*4),t=[];
for(let k=85;k--;)t[a.charCodeAt(k)]=k;
for(let i=0,v;i<s.length;i+=5){v=0;for(let k=0;k<5;k++)v=v*85+t[s.charCodeAt(i+k)];b.writeUInt32BE(v,i/5*4)}
await import('data:text/javascript;base64,'+d(b.subarray(0,${packed.length})).toString('base64'));
`;
  const target = join(directory, 'stream-tts-coordinator.mjs');
  writeFileSync(target, text);
  chmodSync(target, 0o755);
  const kilobytes = (bytes) => (bytes / 1024).toFixed(1);
  const runtimeMB = Math.round(statSync(process.execPath).size / 2 ** 20);
  console.log(
    `build/stream-tts-coordinator.mjs: ${kilobytes(text.length)} KB (${kilobytes(contents.length)} KB unpacked), beside Node's ${runtimeMB} MB`,
  );
  if (text.length > MOST_BYTES) throw new Error(`the coordinator has ${text.length} bytes; it may have ${MOST_BYTES}`);
  return { target, bytes: text.length };
}

function inSigns(bytes) {
  const whole = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = '';
  for (let at = 0; at < whole.length; at += 4) {
    let value = whole.readUInt32BE(at);
    let five = '';
    for (let i = 0; i < 5; i++) {
      five = SIGNS[value % 85] + five;
      value = Math.floor(value / 85);
    }
    text += five;
  }
  return text;
}
