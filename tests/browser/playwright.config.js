// How the tests are run. `cargo xtask e2e` sets the variables; without them a sandbox on port 4010 is tested.

import { availableParallelism } from 'node:os';

import { defineConfig } from '@playwright/test';

/** Names that the browser may look up. Everything else is unknown to it, so that nothing can reach the outside by mistake. */
const ownHosts = ['127.0.0.1', 'localhost', '*.localhost'];

const resolver = ['MAP rebound.test 127.0.0.1', 'MAP * ~NOTFOUND', ...ownHosts.map((host) => `EXCLUDE ${host}`)];

/** What measures time, or takes all the time of the machine. */
const alone = /(budget|load)\.spec\.js$/;

/**
 * Two workers, and at last what runs alone, whether the others have passed or not. Playwright runs all of a `teardown`, whatever is chosen; so what is
 * chosen runs in one worker. Its processes, which have other arguments, learn it from the variable.
 */
const isChosen = (argument) => !argument.startsWith('-') || /^(-g|--grep|--last-failed)(=|$)/.test(argument);
process.env.TRACKSIDE_E2E_CHOSEN ??= process.argv.slice(3).some(isChosen) ? 'yes' : 'no';
const everything = {
  workers: Math.min(availableParallelism(), 2),
  projects: [
    { name: 'together', testIgnore: alone, teardown: 'alone' },
    { name: 'alone', testMatch: alone, workers: 1 },
  ],
};

export default defineConfig({
  testDir: 'specs',
  outputDir: `${process.env.TRACKSIDE_E2E_OUTPUT ?? '../../target/e2e'}/results`,
  reporter: [['list'], ['./support/reporter.js']],
  // Each worker has a browser and a sandbox of its own: what a test moves or clears would be met by another beside it.
  ...(process.env.TRACKSIDE_E2E_CHOSEN === 'yes' ? { workers: 1 } : everything),
  globalSetup: './support/sandboxes.js',
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 20_000,
  expect: { timeout: 5_000 },
  use: {
    viewport: { width: 1280, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    actionTimeout: 5_000,
    launchOptions: {
      executablePath: process.env.TRACKSIDE_E2E_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--host-resolver-rules=${resolver.join(', ')}`,
      ],
    },
  },
});
