// What a request carries is text, wherever it is shown.

import { callTo, control, origin } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

const image = '<img src=x onerror=alert(1)>';
const script = '"><script>alert(2)</script>';

const requests = {
  path: [`${origin}/wecantrack/${encodeURIComponent(image)}/${encodeURIComponent(script)}`, {}],
  'raw path': [`${origin}/nobody/'onmouseover=alert(3)//javascript:alert(4)`, {}],
  query: [
    `${origin}/wecantrack/api/v3/transactions?limit=${encodeURIComponent(image)}&${encodeURIComponent(script)}=1`,
    { headers: { 'x-api-key': 'wct-sandbox' } },
  ],
  header: [
    `${origin}/partnero/v1/program`,
    { headers: { authorization: script, 'x-hostile': script, 'user-agent': `${image}${image}`, prefer: image } },
  ],
  body: [
    `${origin}/fullwhere/partners/survey-tracker/list`,
    {
      method: 'POST',
      headers: { 'x-api-key': 'fw-key-sandbox', 'x-api-secret': 'fw-secret-sandbox', 'content-type': 'application/json' },
      body: JSON.stringify({ purchases: [image, script], [image]: '</script><script>alert(5)</script>' }),
    },
  ],
  'body that is no JSON': [
    `${origin}/fullwhere/partners/survey-tracker/list`,
    {
      method: 'POST',
      headers: { 'x-api-key': 'fw-key-sandbox', 'x-api-secret': 'fw-secret-sandbox', 'content-type': 'application/json' },
      body: `${image}${script}\u001b[31m\u202e\u0000`,
    },
  ],
};

/** The number of elements that only a request could have brought. */
function foreignElements(page) {
  return page.evaluate(() => document.querySelectorAll('img[onerror], img[src="x"], script:not([src]), [onmouseover]').length);
}

for (const [name, [url, request]] of Object.entries(requests)) {
  test(`a hostile ${name} stays text in the live journal, its details and its page`, async ({ page }) => {
    await page.goto('/journal');
    await expect(page.getByTestId('journal-counts')).toBeVisible();
    const answer = await fetch(url, request);
    await answer.text();
    const row = page.getByTestId('journal-rows').locator('tr[data-id]').first();
    await expect(row).toBeVisible();
    expect(await foreignElements(page)).toBe(0);
    await row.getByRole('link').click();
    await expect(page.getByTestId('exchange')).toBeVisible();
    expect(await foreignElements(page)).toBe(0);

    const { entries } = await control('GET', '/journal');
    await page.goto(`/journal/${entries[0].id}`);
    const exchange = page.getByTestId('exchange');
    await expect(exchange).toBeVisible();
    if (/body|header/.test(name)) await expect(exchange).toContainText('onerror=alert(1)');
    expect(await foreignElements(page)).toBe(0);
    await page.goto('/journal');
    await expect(row).toBeVisible();
    expect(await foreignElements(page)).toBe(0);
  });
}

test('a hostile text to search for stays text', async ({ page }) => {
  await page.goto(`/journal?text=${encodeURIComponent(script)}&provider=${encodeURIComponent(image)}`);
  await page.getByTestId('journal-filter-text').fill(`${image}${script}`);
  await expect(page.getByTestId('journal-counts')).toBeVisible();
  expect(await foreignElements(page)).toBe(0);
});

test('hostile values in the address of a form stay values', async ({ page }) => {
  const { operation } = await callTo('agentref');
  await page.goto(`/reference/agentref/${operation}?id=${encodeURIComponent(script + image)}`);
  await expect(page.getByTestId('try-form').locator('[name="id"]')).toHaveValue(script + image);
  expect(await foreignElements(page)).toBe(0);
});
