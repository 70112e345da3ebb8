// Nothing sticks out at 360 px, and nothing jumps.

import { pages } from '../support/pages.js';
import { callTo, control, refusedCall, send } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

const sizes = [
  [2560, 1440],
  [1440, 900],
  [768, 1024],
  [360, 800],
];

/** A parameter in which no line can break. */
const long = `&network_id=${'long'.repeat(60)}`;

/**
 * Begins to add up how far things jump, on every page that is opened from now on. That the rows of the journal, and what stands below them, go straight
 * down because newer rows have come is no jump.
 */
async function watchShifts(page) {
  await page.addInitScript(() => {
    window.shifts = 0;
    const madeRoom = ({ node, previousRect: before, currentRect: after }) => {
      const rows = document.querySelector('[data-testid="journal-rows"]');
      const stands = node && rows ? rows.compareDocumentPosition(node) : 0;
      const isBelow = stands & (Node.DOCUMENT_POSITION_CONTAINED_BY | Node.DOCUMENT_POSITION_FOLLOWING);
      const hasLeft = after.height === 0;
      return isBelow && (hasLeft || (before.x === after.x && before.width === after.width));
    };
    const add = (list) => {
      for (const shift of list.getEntries()) {
        if (!shift.hadRecentInput && !shift.sources.every(madeRoom)) window.shifts += shift.value;
      }
    };
    new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
  });
}

/** What has been added up, once what has changed is on the screen. */
function shifts(page) {
  return page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.shifts)))),
  );
}

test('the watch for jumps sees one', async ({ page }) => {
  await watchShifts(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await shifts(page);
  await page.evaluate(() => {
    const block = document.createElement('div');
    block.style.height = '300px';
    document.body.prepend(block);
  });
  await expect.poll(() => shifts(page)).toBeGreaterThan(0.02);
});

for (const [width, height] of sizes) {
  test(`every page fits ${width} px, and nothing on it jumps`, async ({ page }) => {
    await send(await refusedCall(long));
    await page.setViewportSize({ width, height });
    await watchShifts(page);
    for (const { name, path } of pages) {
      await page.goto(path);
      expect.soft(await shifts(page), `jumps of ${name}`).toBeLessThanOrEqual(0.02);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.body.clientWidth);
      expect.soft(wide, `pixels of ${name} that stick out`).toBe(0);
    }
  });
}

test('an exchange with a long address fits 360 px, as a page and opened', async ({ page }) => {
  await send(await refusedCall(long));
  const { entries } = await control('GET', '/journal');
  await page.setViewportSize({ width: 360, height: 800 });
  const sticksOut = () => page.evaluate(() => document.scrollingElement.scrollWidth > document.body.clientWidth);
  await page.goto(`/journal/${entries[0].id}`);
  expect(await sticksOut()).toBe(false);
  await page.goto('/journal');
  const row = page.getByTestId('journal-rows').locator('tr[data-id]').first();
  await row.getByRole('link').click();
  const exchange = page.getByTestId('exchange');
  await expect(exchange).toBeVisible();
  expect(await sticksOut()).toBe(false);
  const { x, width } = await exchange.boundingBox();
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(360);
});

for (const [width, height] of sizes) {
  test(`nothing jumps at ${width} px while the journal receives entries`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await watchShifts(page);
    const stream = page.waitForResponse((response) => response.url().endsWith('/_mock/journal/stream'));
    await page.goto('/journal');
    await stream;
    const call = await callTo('wecantrack');
    for (let sent = 0; sent < 30; sent++) {
      const limit = sent % 3 === 0 ? 'limit=2000' : 'limit=5';
      await fetch(call.url.replace('limit=5', limit), call.request).then((answer) => answer.text());
    }
    await expect(page.getByTestId('journal-rows').locator('tr[data-id]')).toHaveCount(30);
    expect(await shifts(page)).toBeLessThanOrEqual(0.02);
  });
}

for (const width of [1440, 2560]) {
  test(`the navigation stands at the same place on every page at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const places = new Set();
    for (const { path } of pages) {
      await page.goto(path);
      places.add(await page.getByTestId('nav-start').evaluate((link) => link.getBoundingClientRect().x));
    }
    expect([...places]).toHaveLength(1);
  });
}

test('methods look different from each other', async ({ page }) => {
  await page.goto('/reference/agentref');
  const colours = await page.evaluate(() => ['GET', 'POST', 'PATCH', 'DELETE'].map((method) => getComputedStyle(document.querySelector(`.m.${method}`)).color));
  expect(new Set(colours).size).toBe(4);
});
