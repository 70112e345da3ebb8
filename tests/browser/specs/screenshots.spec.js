// Pictures of every page, for a person to look at. They are compared with nothing.

import { join } from 'node:path';

import { listing } from '../support/pages.js';
import { calls, control, refusedCall, send } from '../support/sandbox.js';
import { test } from '../support/test.js';

const sizes = [
  [360, 800],
  [1280, 900],
  [1920, 1080],
];

/** No picture is higher than this, in CSS pixels. */
const highest = 4_000;

const pages = [
  { name: 'start', path: '/' },
  { name: 'world', path: '/world' },
  { name: 'reference', path: '/reference' },
  { name: 'reference-provider', path: '/reference/fullwhere' },
  { name: 'reference-operation', path: listing },
  { name: 'journal', path: '/journal' },
  { name: 'exchange', path: null },
  { name: 'controls', path: '/controls' },
];

/** Gives the journal and the controls something to show, and the path of an exchange that was refused. */
async function makeHistory() {
  for (const call of await calls()) {
    await send(call);
    await fetch(call.url);
  }
  await send(await refusedCall('&colour=blue'));
  const { entries } = await control('GET', '/journal?limit=1');
  await control('PUT', '/faults', { faults: [{ provider: 'wecantrack', latency: '50ms..200ms', error_rate: 0.05 }] });
  return `/journal/${entries[0].id}`;
}

for (const { name, path } of pages) {
  test(`pictures of ${name} @screenshots`, async ({ page }) => {
    const exchange = await makeHistory();
    await page.goto(path ?? exchange);
    let taken = 0;
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        await page.waitForLoadState('networkidle').catch(() => {});
        const full = await page.evaluate(() => document.scrollingElement.scrollHeight);
        await page.screenshot({
          path: join(process.env.TRACKSIDE_E2E_OUTPUT ?? '../../target/e2e', 'screenshots', `${name}-${width}-${colorScheme}.png`),
          clip: { x: 0, y: 0, width, height: Math.min(Math.max(full, height), highest) },
          fullPage: true,
        });
        taken++;
      }
    }
    test.info().annotations.push({ type: 'screenshots', description: String(taken) });
  });
}
