// `test` for every file here: a sandbox as it was started, and a browser context that is watched.

import { test as base, expect } from '@playwright/test';

import { ownSandbox } from './own-sandbox.js';
import * as sandbox from './sandbox.js';
import { Watch } from './watch.js';

export { expect };

export const test = base.extend({
  /** Pages are those of this worker's sandbox. */
  baseURL: sandbox.origin,

  /** Resets the sandbox before each test. */
  fresh: [
    async ({}, use) => {
      await sandbox.reset();
      await use();
    },
    { auto: true },
  ],

  /** What the pages of this test do; no trouble may be left at its end, and no request to the outside. */
  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    expect(watch.outside, 'requests to outside hosts').toEqual([]);
    expect(watch.trouble, 'errors, warnings and violations').toEqual([]);
  },

  /** Starts sandboxes beside the one of the run, for what has to be started otherwise. They end with the test. */
  startSandbox: async ({}, use) => {
    const started = [];
    await use(async (...args) => {
      const own = await ownSandbox(...args);
      started.push(own);
      return own.ready;
    });
    for (const own of started) own.stop();
  },

  context: async ({ context, watch }, use) => {
    await watch.over(context);
    await use(context);
    watch.end();
  },
});
