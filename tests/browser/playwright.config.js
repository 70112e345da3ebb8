// How the tests are run. `cargo xtask e2e` sets the variables; without them a sandbox on port 4010 is tested.

import { defineConfig } from '@playwright/test';

/** Names that the browser may look up. Everything else is unknown to it, so that nothing can reach the outside by mistake. */
const ownHosts = ['127.0.0.1', 'localhost', '*.localhost'];

const resolver = ['MAP rebound.test 127.0.0.1', 'MAP * ~NOTFOUND', ...ownHosts.map((host) => `EXCLUDE ${host}`)];

export default defineConfig({
  testDir: 'specs',
  outputDir: `${process.env.TRACKSIDE_E2E_OUTPUT ?? '../../target/e2e'}/results`,
  reporter: [['list'], ['./support/reporter.js']],
  // One browser and one sandbox: what a test moves or clears would be met by another beside it.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 20_000,
  expect: { timeout: 5_000 },
  use: {
    baseURL: process.env.TRACKSIDE_E2E_ORIGIN ?? 'http://localhost:4010',
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
