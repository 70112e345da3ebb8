// Without JavaScript: everything can be read, and nothing pretends to work that does not.

import { pages } from '../support/pages.js';
import { listing } from '../support/pages.js';
import { callTo, control, send } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

test.use({ javaScriptEnabled: false });

test('every page can be read without JavaScript', async ({ page }) => {
  for (const { name, path } of pages) {
    await page.goto(path);
    await expect.soft(page.getByRole('heading', { level: 1 }), name).toHaveText(/\S/);
    const words = (await page.getByRole('main').innerText()).split(/\s+/);
    expect.soft(words.length, `words on page ${name}`).toBeGreaterThan(30);
  }
});

test('the catalogue lists every program with its state', async ({ page }) => {
  const { programs, networks, websites } = await control('GET', '/world');
  await page.goto('/world');
  const main = page.getByRole('main');
  for (const { name, state, good_for: goodFor } of programs) {
    const row = main.getByRole('row').filter({ hasText: name });
    await expect(row.filter({ hasText: goodFor }).filter({ hasText: state })).not.toHaveCount(0);
  }
  for (const { name } of networks) await expect(main).toContainText(name);
  for (const { url } of websites) await expect(main).toContainText(url.replace('https://', ''));
});

test('the reference tells parameters, fields, statuses, rules and provenance', async ({ page }) => {
  await page.goto(listing);
  const main = page.getByRole('main');
  for (const text of ['date_type', 'limit', '1000', 'status[]', 'transaction_id', '422', 'documented', 'inferred']) {
    await expect(main).toContainText(text);
  }
});

test('the journal shows what was asked', async ({ page }) => {
  await send(await callTo('partnero'));
  await page.goto('/journal');
  const row = page.getByTestId('journal-rows').getByRole('row').first();
  await expect(row).toContainText('/partnero/v1/program');
  await row.getByRole('link').first().click();
  await expect(page.getByTestId('exchange')).toContainText('/partnero/v1/program');
});

test('the controls say that they need JavaScript', async ({ page }) => {
  await page.goto('/controls');
  await expect(page.locator('noscript > *').first()).toContainText(/JavaScript/);
  await expect(page.getByTestId('clock-now')).toContainText('2026-06-08');
});

test('the tabs of the start page show every language', async ({ page }) => {
  await page.goto('/');
  for (const text of ['curl ', 'fetch(', 'createWecantrack', 'trackside_client']) {
    await expect(page.locator('pre').filter({ hasText: text })).not.toHaveCount(0);
  }
});
