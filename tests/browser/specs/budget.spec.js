// What a page weighs, and how soon it is there.

import { measured, median } from '../support/measure.js';
import { pages, viewer } from '../support/pages.js';
import { origin } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

const mostBytes = 60 * 1024;
const mostMilliseconds = 100;

/** The uncompressed sizes of what a page loads, by address. */
async function load(page, path) {
  const bodies = [];
  page.on('response', (response) => {
    const isStream = response.headers()['content-type']?.startsWith('text/event-stream');
    if (!isStream) bodies.push(response.body().then((body) => [new URL(response.url()).pathname, body.length]));
  });
  await page.goto(path, { waitUntil: 'load' });
  return Object.fromEntries(await Promise.all(bodies));
}

test('every page weighs at most 60 KB, and none loads the viewer', async ({ browser }) => {
  test.setTimeout(60_000);
  let heaviest = { bytes: 0 };
  for (const { name, path } of pages) {
    const context = await browser.newContext({ baseURL: origin });
    const sizes = await load(await context.newPage(), path);
    await context.close();
    const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    expect(bytes, `bytes of page ${name}: ${JSON.stringify(sizes)}`).toBeLessThanOrEqual(mostBytes);
    expect(Object.keys(sizes).filter((address) => /rapidoc|viewer/.test(address)), `page ${name}`).toEqual([]);
    if (bytes > heaviest.bytes) heaviest = { name, bytes };
  }
  measured('heaviest page', `${(heaviest.bytes / 1024).toFixed(1)} KB (${heaviest.name}), at most 60 KB wanted`);
});

test('the viewer is loaded where it is opened', async ({ page }) => {
  const sizes = await load(page, viewer.path);
  expect(Math.max(...Object.values(sizes))).toBeGreaterThan(mostBytes);
});

test('every page is ready within 100 ms', async ({ page, watch }) => {
  test.setTimeout(60_000);
  // A page that is left before its pictures have come breaks them off.
  watch.expect(/ERR_ABORTED/);
  let slowest = { milliseconds: 0 };
  await page.goto('/');
  for (const { name, path } of pages) {
    const loads = [];
    for (let round = 0; round < 6; round++) {
      await page.goto(path, { waitUntil: 'domcontentloaded' });
      loads.push(await page.evaluate(() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd));
    }
    // The first load warms up.
    const milliseconds = median(loads.slice(1));
    if (milliseconds > slowest.milliseconds) slowest = { name, milliseconds };
  }
  measured('slowest page, median of 5 loads to DOMContentLoaded', `${slowest.milliseconds.toFixed(0)} ms (${slowest.name}), at most 100 ms wanted`);
  expect(slowest.milliseconds, slowest.name).toBeLessThanOrEqual(mostMilliseconds);
});
