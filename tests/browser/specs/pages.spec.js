// Every page opens: nothing is asked of outside hosts, nothing fails, nothing is complained of. The watch of each test sees to the rest.

import { pages, viewer } from '../support/pages.js';
import { callTo, control, send } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

const headers = {
  'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'cache-control': /no-store/,
};

for (const { name, path } of pages) {
  test(`page ${name} opens`, async ({ page }) => {
    const answer = await page.goto(path);
    expect(answer.status()).toBe(200);
    expect(answer.headers()['content-type']).toContain('text/html');
    for (const [header, pattern] of Object.entries(headers)) {
      expect(answer.headers()[header], header).toMatch(pattern);
    }
    expect(answer.headers()['content-security-policy']).not.toMatch(/unsafe-|https?:/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(/\S/);
    await page.waitForLoadState('load');
  });
}

test('page viewer opens with every operation', async ({ page }) => {
  await page.goto(viewer.path);
  await expect(page.getByText('/api/v3/transactions').first()).toBeVisible();
});

test('the page of an exchange opens', async ({ page }) => {
  await send(await callTo('wecantrack'));
  const { entries } = await control('GET', '/journal');
  await page.goto(`/journal/${entries[0].id}`);
  await expect(page.getByTestId('exchange')).toContainText('/wecantrack/api/v3/transactions');
});

test('navigation leads to every page and says where one is', async ({ page }) => {
  await page.goto('/');
  for (const name of ['world', 'reference', 'journal', 'controls', 'start']) {
    const link = page.getByTestId(`nav-${name}`);
    await link.click();
    await expect(page).toHaveURL(name === 'start' ? '/' : `/${name}`);
    await expect(link).toHaveAttribute('aria-current', 'page');
    await expect(page.locator('nav [aria-current]')).toHaveCount(1);
  }
});

for (const path of ['/reference/nobody', '/reference/wecantrack/nothing', '/journal/999999999', '/assets/nothing.js', '/viewer/nobody']) {
  test(`there is no page ${path}`, async ({ page, watch }) => {
    watch.expect(/status of 404/);
    const answer = await page.goto(path);
    expect(answer.status()).toBe(404);
    if (!path.startsWith('/assets/')) await expect(page.getByTestId('nav-start')).toBeVisible();
  });
}
