// The page of the journal, as its tests use it.

import { expect } from '@playwright/test';

/** The rows of the journal. */
export const rows = (page) => page.getByTestId('journal-rows').locator('tr[data-id]');

/** Opens the journal, and waits until it is live. */
export async function open(page, query = '') {
  const stream = page.waitForResponse((response) => response.url().endsWith('/_mock/journal/stream'));
  await page.goto(`/journal${query}`);
  await stream;
}

/** Opens the exchange of a row. */
export async function openRow(page, row) {
  await row.getByRole('link').click();
  const exchange = page.getByTestId('exchange');
  await expect(exchange).toBeVisible();
  return exchange;
}
