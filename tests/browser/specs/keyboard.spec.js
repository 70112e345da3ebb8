// Everything without a mouse.

import { listing } from '../support/pages.js';
import { callTo, send } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

/** Presses Tab until the focus is where it is wanted. */
async function tabTo(page, wanted, most = 60) {
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${most} times Tab did not lead to ${wanted}`);
}

test('the first Tab shows a link that skips to the content', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  const skip = page.locator(':focus');
  await expect(skip).toHaveText(/skip/i);
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  const main = page.getByRole('main');
  await expect(page).toHaveURL(/#/);
  await page.keyboard.press('Tab');
  expect(await main.evaluate((element) => element.contains(document.activeElement))).toBe(true);
});

test('Tab reaches every link of the navigation, and Enter follows it', async ({ page }) => {
  await page.goto('/');
  for (const name of ['start', 'world', 'reference', 'journal', 'controls']) await tabTo(page, page.getByTestId(`nav-${name}`), 8);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/controls');
});

test('Enter opens an exchange, Escape closes it, and the focus comes back', async ({ page }) => {
  await send(await callTo('affitor'));
  await send(await callTo('partnero'));
  await page.goto('/journal');
  const row = page.getByTestId('journal-rows').locator('tr[data-id]').nth(1);
  const opener = row.getByRole('link');
  await tabTo(page, opener);
  await page.keyboard.press('Enter');
  const exchange = page.getByTestId('exchange');
  await expect(exchange).toBeVisible();
  await expect(exchange).toContainText('/affitor/');
  expect(await exchange.evaluate((element) => element.closest('dialog, [role="dialog"], aside')?.contains(document.activeElement) || element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(exchange).toBeHidden();
  await expect(opener).toBeFocused();
});

test('whatever has the focus is seen to have it', async ({ page }) => {
  for (const path of ['/', '/journal', '/controls', listing]) {
    await page.goto(path);
    for (let pressed = 0; pressed < 25; pressed++) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
        return document.activeElement === document.body || boxShadow !== 'none' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1);
      });
      expect(seen, `${path}, Tab ${pressed + 1}`).toBe(true);
    }
  }
});

test('the clock moves by keyboard', async ({ page }) => {
  await page.goto('/controls');
  const day = page.getByTestId('clock-day');
  await tabTo(page, day);
  await page.keyboard.press('Space');
  await expect(page.getByTestId('clock-now')).toContainText('2026-06-09');
  await expect(day).toBeFocused();
});
