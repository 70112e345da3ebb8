// The world as tables: filters, sorting, pages and search, with and without JavaScript.

import { control, operations } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

const column = (page, number) => page.getByTestId('table-rows').locator(`tr > :nth-child(${number})`).allTextContents();

test('orders are filtered as soon as something is chosen, and the URL says so', async ({ page }) => {
  await page.goto('/world/orders');
  await expect(page.getByTestId('table-counts')).toHaveText(/^1–50 of [\d,]+$/);
  await page.getByTestId('table-status').selectOption('declined');
  await expect(page).toHaveURL(/status=declined/);
  await expect(page.getByTestId('table-status')).toHaveValue('declined');
  expect(new Set(await column(page, 3))).toEqual(new Set(['declined']));
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL(/\/world\/orders$/);
});

test('the filters of a program agree with each other', async ({ page }) => {
  const total = async (query) => {
    await page.goto(`/world/orders?program=${program}${query}`);
    const counts = await page.getByTestId('table-counts').textContent();
    return counts === 'none' ? 0 : Number(counts.split(' of ')[1].replaceAll(',', ''));
  };
  await page.goto('/world/orders');
  const program = await page.getByTestId('table-program').locator('option').nth(1).getAttribute('value');
  const all = await total('');
  expect(all).toBeGreaterThan(50);
  const parts = [await total('&status=pending'), await total('&status=approved'), await total('&status=declined')];
  expect(parts.reduce((sum, part) => sum + part)).toBe(all);
});

test('a heading sorts, and once more the other way round', async ({ page }) => {
  await page.goto('/world/partners');
  // In the world's own order, no column claims to be sorted by.
  await expect(page.locator('[aria-sort]')).toHaveCount(0);
  const clicks = async () => (await column(page, 5)).map(Number);
  await page.getByRole('link', { name: 'Clicks', exact: true }).click();
  await expect(page).toHaveURL(/sort=clicks&order=desc/);
  const most = await clicks();
  expect(most).toEqual([...most].sort((left, right) => right - left));
  await page.getByRole('link', { name: 'Clicks', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Clicks' })).toHaveAttribute('aria-sort', 'ascending');
  const least = await clicks();
  expect(least).toEqual([...least].sort((left, right) => left - right));
});

test('no row is on two pages, and none is missing between them', async ({ page }) => {
  for (const query of ['', '?order=asc', '?sort=updated']) {
    await page.goto(`/world/orders${query}`);
    const first = await column(page, query.includes('updated') ? 10 : 2);
    await page.getByRole('link', { name: 'Next page' }).click();
    const second = await column(page, query.includes('updated') ? 10 : 2);
    const all = [...first, ...second];
    const sorted = [...all].sort();
    expect(all, query).toEqual(query.includes('asc') ? sorted : sorted.reverse());
    expect(all).toHaveLength(100);
  }
});

test('an order is found by what the shop or the network calls it', async ({ page }) => {
  const sale = { event: 'sale', transaction_id: 'order-0815' };
  const { events } = await control('POST', '/events', sale);
  for (const name of ['order-0815', events.at(-1).order]) {
    await page.goto('/world/orders');
    await page.getByTestId('table-search').fill(name);
    await expect(page.getByTestId('table-counts')).toHaveText('1–1 of 1');
    expect(await column(page, 1)).toEqual(['order-0815']);
  }
  await page.getByTestId('table-search').fill('nothing-like-it');
  await expect(page.getByText('Nothing matches these filters.')).toBeVisible();
});

test('customers are found by a part of their address, newest first', async ({ page }) => {
  await page.goto('/world/customers');
  const [address] = await column(page, 1);
  await page.getByTestId('table-search').fill(address.slice(0, 12));
  await expect(page).toHaveURL(/q=/);
  expect(await column(page, 1)).toContain(address);
});

test('a table can be read and filtered without JavaScript', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/world/orders');
  await page.getByTestId('table-status').selectOption('approved');
  await page.getByRole('button', { name: 'Show' }).click();
  expect(new Set(await column(page, 3))).toEqual(new Set(['approved']));
  await context.close();
});

test('a page that does not exist says so', async ({ page }) => {
  await page.goto('/world/orders?page=99999999999999');
  await expect(page.getByTestId('table-counts')).toHaveText(/in all, and no such page/);
  await page.getByRole('link', { name: 'Previous page' }).click();
  await expect(page.getByTestId('table-rows').locator('tr').first()).toBeVisible();
});

test('coupons are those that the providers know, once each', async ({ page }) => {
  const program = (await control('GET', '/world')).programs.find(({ at }) => at.agentref && at.partnero);
  await page.goto(`/world/coupons?program=${program.at.agentref.id}`);
  const codes = await column(page, 1);
  expect(new Set(codes).size).toBe(codes.length);
  const [listed] = (await operations('agentref')).filter(({ id }) => id === 'listCoupons');
  const url = listed.url.replace(listed.path_parameters.id, program.at.agentref.id);
  const known = (await (await fetch(url, { headers: listed.headers })).json()).data.map(({ code }) => code);
  expect(known.length).toBeGreaterThan(0);
  expect(codes).toEqual(expect.arrayContaining(known));
  expect((await column(page, 4)).filter((providers) => providers === 'agentref, partnero')).not.toHaveLength(0);
  await page.getByTestId('table-search').fill(known[0].slice(0, 4).toLowerCase());
  await expect(page).toHaveURL(/q=/);
  expect(await column(page, 1)).toContain(known[0]);
});
