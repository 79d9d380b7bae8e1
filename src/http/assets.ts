import { readFileSync } from 'node:fs';
import { begin } from './reply.ts';
import { type Route, route } from './route.ts';

/** Beside src/ and dist/ alike. */
const FOLDER = new URL('../../page/', import.meta.url);

/**
 * Nothing but our own files, no inline code, no frame; and no text can become markup, whatever a script does
 * (https://w3c.github.io/trusted-types/dist/spec/).
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const FILES = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
  '/icon.svg': { file: 'icon.svg', type: 'image/svg+xml' },
  ...scripts('page', 'api', 'store', 'timeline', 'loudspeaker', 'wave', 'view'),
} as const;

/** The page's own files. They say nothing that is anybody's, so they need no token; what they show does. */
export function assetRoutes(): Route[] {
  return Object.entries(FILES).map(([path, { file, type }]) =>
    route({
      method: 'GET',
      path,
      summary: `the page: ${file}`,
      access: 'open',
      answers: { 200: { means: file, types: [type] } },
      async run({ response }) {
        const bytes = readFileSync(new URL(file, FOLDER));
        begin(response, 200, type, {
          'cache-control': 'no-cache',
          'content-security-policy': POLICY,
          'cross-origin-opener-policy': 'same-origin',
          'x-frame-options': 'DENY',
        });
        response.end(bytes);
      },
    }),
  );
}

function scripts(...names: string[]): Record<string, { file: string; type: string }> {
  return Object.fromEntries(
    names.map((name) => [`/${name}.js`, { file: `${name}.js`, type: 'text/javascript; charset=utf-8' }]),
  );
}
