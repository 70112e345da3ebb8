// The form of the reference that sends a request.

import { listing } from '../support/pages.js';
import { callTo } from '../support/sandbox.js';
import { statusOf } from '../support/shell.js';
import { expect, test } from '../support/test.js';

/** Fills the form of the list of transactions. */
async function fill(page, limit) {
  await page.goto(listing);
  const form = page.getByTestId('try-form');
  const date = form.locator('[name="date_type"]');
  if ((await date.evaluate((field) => field.tagName)) === 'SELECT') await date.selectOption('order_date');
  else await date.fill('order_date');
  await form.locator('[name="start_date"]').fill('2026-06-01T00:00:00');
  await form.locator('[name="end_date"]').fill('2026-06-08T00:00:00');
  await form.locator('[name="limit"]').fill(limit);
}

test('a request is sent, and its answer shown', async ({ page }) => {
  await fill(page, '7');
  await page.getByTestId('try-send').click();
  await expect(page.getByTestId('try-status')).toContainText('200');
  await expect(page.getByTestId('try-body')).toContainText('"per_page": 7');
});

test('a value that the contract refuses is refused, with the reason', async ({ page, watch }) => {
  watch.expect(/status of 422/);
  await fill(page, '2000');
  await page.getByTestId('try-send').click();
  await expect(page.getByTestId('try-status')).toContainText('422');
  await expect(page.getByRole('main')).toContainText(/`?limit`? is above 1000/);
  await expect(page.getByTestId('try-body')).toContainText('limit');
});

test('the equal line for a shell follows the fields, and works', async ({ page }) => {
  await fill(page, '3');
  const line = page.getByTestId('try-curl');
  await expect(line).toContainText('limit=3');
  await page.getByTestId('try-form').locator('[name="limit"]').fill('4');
  await expect(line).toContainText('limit=4');
  expect(await statusOf(await line.innerText(), { WECANTRACK_API_KEY: 'wct-sandbox' })).toBe(200);
});

test('hostile values stay in their place of the line for a shell', async ({ page }) => {
  await fill(page, `7' "$(touch /tmp/owned)" \`id\` & ; # \\`);
  const line = await page.getByTestId('try-curl').innerText();
  expect(await statusOf(line, { WECANTRACK_API_KEY: 'wct-sandbox' })).toBe(422);
});

for (const provider of ['agentref', 'affitor', 'partnero', 'fullwhere']) {
  test(`the form of ${provider} works`, async ({ page }) => {
    const call = await callTo(provider);
    await page.goto(`/reference/${provider}/${call.operation}`);
    const form = page.getByTestId('try-form');
    for (const [name, value] of Object.entries(call.values)) await form.locator(`[name="${name}"]`).fill(String(value));
    if (call.request.body) await form.locator('textarea').fill(call.request.body);
    await page.getByTestId('try-send').click();
    await expect(page.getByTestId('try-status')).toContainText(String(call.status));
    await expect(page.getByTestId('try-body')).not.toBeEmpty();
  });
}

test('links of the catalogue fill the form', async ({ page }) => {
  await page.goto('/world');
  const { operation, values } = await callTo('agentref');
  const { id } = values;
  await page.locator(`a[href*="/reference/agentref/${operation}"][href*="${id}"]`).first().click();
  await expect(page.getByTestId('try-form').locator('[name="id"]')).toHaveValue(id);
  await page.getByTestId('try-send').click();
  await expect(page.getByTestId('try-status')).toContainText('200');
});
