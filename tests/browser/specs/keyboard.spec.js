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

test('the keyboard alone finds an operation, sends it, overrides its response, moves the clock and resends a webhook', async ({ page, startSandbox }) => {
  test.setTimeout(60_000);
  const { origin } = await startSandbox('--now', '2026-06-08T12:00:00Z', '--webhook', 'agentref=http://127.0.0.1:9/');
  const press = async (keys) => { for (const key of keys) await page.keyboard.press(key); };
  await page.goto(`${origin}/`);
  await press(['Control+k']);
  await page.keyboard.type('agentref getTrackingStatus');
  await expect(page.getByRole('dialog').getByTestId('hits').locator('a').first()).toContainText('getTrackingStatus');
  await press(['Enter']);
  await expect(page).toHaveURL(/getTrackingStatus/);
  await tabTo(page, page.getByTestId('try-send'), 80);
  await press(['Enter']);
  await expect(page.getByTestId('try-status')).toContainText('200');
  await tabTo(page, page.getByTestId('edit-open'));
  await press(['Enter']);
  await expect(page.getByTestId('edit-text')).toBeFocused();
  const edited = JSON.parse(await page.getByTestId('edit-text').inputValue());
  edited.data.stats.conversionsLast30Days = { total: 0, clickToken: 0, coupon: 0 };
  await press(['Control+a']);
  await page.keyboard.insertText(JSON.stringify(edited));
  await tabTo(page, page.getByTestId('edit-use'));
  await press(['Enter']);
  await expect(page.getByTestId('active')).toHaveText('1 override active');

  await page.goto(`${origin}/controls`);
  await expect(page.getByTestId('timeline')).toBeEnabled();
  await tabTo(page, page.getByTestId('clock-day'));
  await press(['Space']);
  await expect(page.getByTestId('clock-now')).toContainText('2026-06-09');

  await page.goto(`${origin}/webhooks`);
  const deliveries = async () => (await (await fetch(`${origin}/_mock/webhooks/deliveries`)).json()).deliveries;
  await expect.poll(async () => (await deliveries()).length).toBeGreaterThan(0);
  await page.reload();
  const before = await deliveries();
  const resend = page.getByRole('button', { name: /Resend|Send again/ }).first();
  await expect(resend).toBeVisible();
  await tabTo(page, resend, 120);
  await press(['Enter']);
  await expect.poll(async () => JSON.stringify(await deliveries())).not.toBe(JSON.stringify(before));
});
