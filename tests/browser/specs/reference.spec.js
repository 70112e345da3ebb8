// The reference: where things stand, and how one gets there.

import { listing } from '../support/pages.js';
import { callTo, operations } from '../support/sandbox.js';
import { statusOf } from '../support/shell.js';
import { expect, test } from '../support/test.js';

const sidebar = (page) => page.getByTestId('sidebar');

test('the sidebar leads from a provider over a resource to an operation, and says where one is', async ({ page }) => {
  await page.goto('/reference');
  await sidebar(page).getByRole('link', { name: 'Partnero' }).click();
  await sidebar(page).getByRole('link', { name: 'Payout requests' }).click();
  await expect(page).toHaveURL('/reference/partnero#tag-payout-requests');
  await expect(page.locator('#tag-payout-requests')).toBeInViewport();
  const section = page.locator('section[aria-labelledby="tag-payout-requests"]');
  await section.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/reference\/partnero\/\w+$/);
  await expect(sidebar(page).locator('[aria-current=page]')).toHaveText(new RegExp(await page.getByRole('heading', { level: 1 }).innerText()));
  await expect(sidebar(page).locator('div a')).toHaveCount(6);
});

test('every operation is in the list of its provider, once', async ({ page }) => {
  for (const provider of ['agentref', 'affitor', 'partnero', 'fullwhere', 'wecantrack']) {
    const known = (await operations(provider)).map(({ id }) => `/reference/${provider}/${id}`);
    await page.goto(`/reference/${provider}`);
    const shown = await page.locator('.operations a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(shown.toSorted(), provider).toEqual(known.toSorted());
  }
});

for (const [width, place] of [[1440, 'beside'], [768, 'below']]) {
  test(`at ${width} px the sidebar is ${place} the operation`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(listing);
    const [side, title] = [await sidebar(page).boundingBox(), await page.getByRole('heading', { level: 1 }).boundingBox()];
    if (place === 'beside') {
      expect(side.x + side.width).toBeLessThan(title.x);
    } else {
      expect(side.y).toBeGreaterThan(title.y);
      await page.getByRole('link', { name: 'All operations' }).click();
      await expect(sidebar(page)).toBeInViewport();
    }
  });
}

test('each parameter and each field has a link of its own', async ({ page }) => {
  await page.goto(listing);
  const rows = page.locator('.fields > div');
  const ids = await rows.evaluateAll((list) => list.map((row) => row.id));
  expect(ids.length).toBeGreaterThan(30);
  expect(ids).not.toContain('');
  expect(new Set(ids).size).toBe(ids.length);
  await page.locator('[id="parameter-limit"] dt a').click();
  await expect(page).toHaveURL(/#parameter-limit$/);
  await page.goto(`${listing}#200-data.transaction_id`);
  await expect(page.locator('[id="200-data.transaction_id"]')).toBeInViewport();
});

test('the list of contents leads to the parts of the page', async ({ page }) => {
  await page.goto(listing);
  const contents = page.getByTestId('toc');
  for (const [name, id] of [['Parameters', 'parameters'], ['422', 'status-422'], ['Rules', 'rules'], ['Pagination', 'pagination']]) {
    await contents.getByRole('link', { name, exact: true }).click();
    await expect(page.locator(`#${id}`)).toBeInViewport();
  }
});

test('a long pattern is told in words, and folded away', async ({ page }) => {
  await page.goto(listing);
  const row = page.locator('[id="200-data.order_date"]');
  const pattern = row.locator('details');
  await expect(pattern.locator('summary')).toHaveText('pattern: a date and time, Y-m-d H:i:s');
  await expect(pattern.locator('> code')).toBeHidden();
  await pattern.locator('summary').click();
  await expect(pattern.locator('> code')).toContainText('[0-9]{4}-');
});

test('what is documented has no mark, and the documentation is linked', async ({ page }) => {
  await page.goto(listing);
  await expect(page.locator('.fields b').filter({ hasText: /^documented$/ })).toHaveCount(0);
  await expect(page.locator('.fields b.inferred')).not.toHaveCount(0);
  await expect(page.locator('.head').getByRole('link', { name: /wecantrack documentation/ })).toHaveAttribute('href', /^https:\/\/wecantrack\.com\//);
});

test('a call is shown in every language, as the form is filled in, and the language is remembered', async ({ page }) => {
  const call = await callTo('agentref');
  const path = `/reference/agentref/${call.operation}`;
  await page.goto(path);
  for (const [name, id, text] of [
    ['fetch', 'fetch', 'await fetch('],
    ['TypeScript', 'typescript', `agentref.${call.operation}(`],
    ['Rust', 'rust', 'trackside_client::agentref'],
    ['Python', 'python', 'from agentref import AgentRef'],
  ]) {
    await page.getByRole('radio', { name, exact: true }).check();
    await expect(page.getByTestId(`try-${id}`)).toBeVisible();
    await expect(page.getByTestId(`try-${id}`)).toContainText(text);
    await expect(page.getByTestId('try-curl')).toBeHidden();
  }
  await page.getByTestId('try-form').locator('[name="id"]').fill('another-id');
  for (const language of ['curl', 'fetch', 'typescript', 'rust', 'python']) {
    await expect(page.getByTestId(`try-${language}`)).toContainText('another-id');
  }
  await page.goto(path);
  await expect(page.getByTestId('try-python')).toBeVisible();
  // Where there is no Python SDK, curl is shown.
  await page.goto(listing);
  await expect(page.getByTestId('try-curl')).toBeVisible();
  await expect(page.getByTestId('try-python')).toHaveCount(0);
  expect(await statusOf(await page.getByTestId('try-curl').innerText())).toBe(200);
});

test('code has colours, and stays the text that it is', async ({ page }) => {
  await page.goto(listing);
  const counts = () => page.evaluate(() => Object.fromEntries([...CSS.highlights].map(([name, ranges]) => [name, ranges.size])));
  expect((await counts())['code-text']).toBeGreaterThan(0);
  await page.getByTestId('try-send').click();
  await expect(page.getByTestId('try-status')).toContainText('200');
  await expect.poll(async () => (await counts())['code-name']).toBeGreaterThan(10);
  const body = page.getByTestId('try-body');
  expect(await body.evaluate((code) => code.childNodes.length)).toBe(1);
  expect(JSON.parse(await body.innerText())).toHaveProperty('data');
});

test('Send is in view without scrolling beside the operation, and covers no field below it', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(listing);
  await expect(page.getByTestId('try-send')).toBeInViewport();
  await page.setViewportSize({ width: 360, height: 800 });
  const covered = await page.evaluate(() => {
    const send = document.querySelector('[data-testid=try-send]').getBoundingClientRect();
    const fields = [...document.querySelectorAll('[data-testid=try-form] :is(input, select, textarea)')];
    return fields.filter((field) => {
      const { top, bottom } = field.getBoundingClientRect();
      return bottom > send.top && top < send.bottom;
    }).length;
  });
  expect(covered).toBe(0);
});
