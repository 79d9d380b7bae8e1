import { existsSync } from 'node:fs';
import { chromium as browser } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const CHROMIUM_COMMAND = 'sudo apt-get install -y --no-install-recommends chromium';

/** The system's browser; undefined where there is none. */
export const chromiumPath = PROGRAMS.find((path) => existsSync(path));

/** A browser of its own, whose sound goes where `env` says. */
export async function startChromium(env: Readonly<Record<string, string | undefined>> = {}) {
  return await browser.launch({
    executablePath: chromiumPath ?? '',
    env: Object.fromEntries(
      Object.entries({ ...process.env, ...env }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
      '--autoplay-policy=no-user-gesture-required',
    ],
    // Playwright would silence it.
    ignoreDefaultArgs: ['--mute-audio'],
  });
}
