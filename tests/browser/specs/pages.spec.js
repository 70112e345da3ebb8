// Every page opens. That nothing is asked of outside hosts, nothing fails and nothing is complained of is what the watch sees to, here as in every test.

import { pages } from '../support/pages.js';
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

test('every page opens', async ({ page }) => {
  for (const { name, path } of pages) {
    const answer = await page.goto(path);
    expect.soft(answer.status(), name).toBe(200);
    expect.soft(answer.headers()['content-type'], name).toContain('text/html');
    for (const [header, pattern] of Object.entries(headers)) {
      expect.soft(answer.headers()[header], `${header} of ${name}`).toMatch(pattern);
    }
    expect.soft(answer.headers()['content-security-policy'], name).not.toMatch(/unsafe-|https?:/);
    await expect.soft(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
    await expect.soft(page, name).toHaveTitle(/\S/);
  }
});

test('the page of an exchange opens', async ({ page }) => {
  await send(await callTo('wecantrack'));
  const { entries } = await control('GET', '/journal');
  await page.goto(`/journal/${entries[0].id}`);
  await expect(page.getByTestId('exchange')).toContainText('/wecantrack/api/v3/transactions');
});

test('navigation leads to every page and says where one is', async ({ page }) => {
  await page.goto('/');
  for (const name of ['world', 'reference', 'journal', 'webhooks', 'controls', 'start']) {
    const link = page.getByTestId(`nav-${name}`);
    await link.click();
    await expect(page).toHaveURL(name === 'start' ? '/' : `/${name}`);
    await expect(link).toHaveAttribute('aria-current', 'page');
    await expect(page.locator('header nav [aria-current]')).toHaveCount(1);
  }
});

test('what is no page is answered with one that says so', async ({ page, watch }) => {
  watch.expect(/status of 404/);
  for (const path of ['/reference/nobody', '/reference/wecantrack/nothing', '/journal/999999999', '/nowhere', '/viewer', '/world/1', '/world/orders/1', '/webhooks/999999999']) {
    const answer = await page.goto(path);
    expect.soft(answer.status(), path).toBe(404);
    await expect.soft(page.getByTestId('nav-start'), path).toBeVisible();
  }
  const answer = await page.goto('/assets/nothing.js');
  expect(answer.status()).toBe(404);
});
