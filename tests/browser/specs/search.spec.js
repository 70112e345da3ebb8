// Search over everything, with the keyboard.

import { measured, median } from '../support/measure.js';
import { control } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

for (const keys of ['Control+k', '/']) {
  test(`${keys} opens the search, arrows choose, Enter goes there`, async ({ page }) => {
    await page.goto('/world');
    await page.keyboard.press(keys);
    await expect(page.getByTestId('search-input')).toBeFocused();
    await page.keyboard.type('getTrackingStatus');
    const hits = page.getByRole('dialog').getByTestId('hits').locator('a');
    await expect(hits.first()).toContainText('getTrackingStatus');
    await page.keyboard.press('ArrowDown');
    await expect(hits.first()).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(hits.nth(1)).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/reference\/\w+\/getTrackingStatus$/);
  });
}

test('programs, partners, customers, orders, fields, errors and pages are found', async ({ page }) => {
  const { events } = await control('POST', '/events', { event: 'sale', transaction_id: 'order-4711' });
  const sale = events.at(-1);
  for (const [text, kind, path] of [
    ['order-4711', 'order', `/world/orders/${sale.order}`],
    [sale.order, 'order', `/world/orders/${sale.order}`],
    [sale.program, 'program', /^\/world\/programs\//],
    [sale.partner, 'partner', /^\/world\/partners\//],
    [sale.customer, 'customer', `/world/customers/${sale.customer}`],
    ['order_ref', 'field', /^\/reference\/wecantrack\//],
    ['409 createPayout', 'error', /^\/reference\/agentref\/createPayout#status-409$/],
    ['faults', 'page', '/controls#faults'],
  ]) {
    await page.goto(`/search?q=${encodeURIComponent(text)}`);
    const hit = page.getByTestId('hits').locator('li').filter({ has: page.locator('b', { hasText: new RegExp(`^${kind}$`) }) }).first();
    const href = await hit.locator('a').getAttribute('href');
    if (typeof path === 'string') expect(href, text).toBe(path);
    else expect(href, text).toMatch(path);
  }
});

test('a slash in a field is a slash', async ({ page }) => {
  await page.goto('/journal');
  await page.getByTestId('journal-filter-text').fill('');
  await page.getByTestId('journal-filter-text').press('/');
  await expect(page.getByTestId('journal-filter-text')).toHaveValue('/');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('search works without JavaScript', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByTestId('nav-search').click();
  await page.getByTestId('search-text').fill('payout');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByTestId('hits').locator('li')).not.toHaveCount(0);
  await page.getByTestId('search-text').fill('nothing is called so');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByText('Nothing was found.')).toBeVisible();
  await context.close();
});

test('results are there within 50 ms of a key', async ({ page }) => {
  await page.goto('/world');
  await page.keyboard.press('Control+k');
  const took = [];
  for (const letter of 'transaction') {
    const before = await page.evaluate(() => performance.now());
    const shown = page.evaluate(
      () => new Promise((resolve) => {
        const results = document.querySelector('dialog.search > div');
        new MutationObserver((_, observer) => { observer.disconnect(); resolve(performance.now()); }).observe(results, { childList: true });
      }),
    );
    await page.keyboard.type(letter);
    took.push((await shown) - before);
  }
  const middle = median(took);
  measured('search, from a key to results', `${middle.toFixed(0)} ms in the median; at most 50 ms wanted`);
  expect(middle).toBeLessThanOrEqual(50);
});
