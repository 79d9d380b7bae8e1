#!/usr/bin/env node
import { existsSync } from 'node:fs';

// In a checkout that was never built, the first command installs and builds; a published package has dist/.
const entry = new URL('../dist/cli/entry.js', import.meta.url);
if (!existsSync(entry) || !existsSync(new URL('../node_modules', import.meta.url))) {
  const inCheckout = existsSync(new URL('../src', import.meta.url));
  if (inCheckout) {
    const { ensureBuilt, ensureInstalled } = await import('../scripts/prepare.mjs');
    ensureInstalled();
    ensureBuilt();
  }
}
await import(entry.href);
