// The journal's filters, its older entries, and what a row says at every width.

import { readFile } from 'node:fs/promises';

import { open, openRow, rows } from '../support/journal.js';
import { callTo, control, origin, refusedCall, send } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

test('the address of the journal holds the filter, and restores it', async ({ page, context }) => {
  await send(await callTo('partnero'));
  await send(await callTo('wecantrack'));
  await send(await refusedCall());
  await open(page);
  await page.getByTestId('journal-filter-provider').selectOption('wecantrack');
  await page.getByTestId('journal-filter-status').selectOption('4xx');
  await page.getByTestId('journal-filter-text').fill('limit=2');
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL('/journal?text=limit%3D2&provider=wecantrack&status=4xx');

  await page.reload();
  await expect(page.getByTestId('journal-filter-provider')).toHaveValue('wecantrack');
  await expect(page.getByTestId('journal-filter-text')).toHaveValue('limit=2');
  await expect(rows(page)).toHaveCount(1);

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(rows(other)).toHaveCount(1);
  await expect(other.getByTestId('journal-filter-status')).toHaveValue('4xx');

  await page.getByTestId('journal-filter-provider').selectOption('');
  await page.getByTestId('journal-filter-status').selectOption('');
  await page.getByTestId('journal-filter-text').fill('');
  await expect(page).toHaveURL('/journal');
  await expect(rows(page)).toHaveCount(3);
});

test('the address of the journal is read without JavaScript as well', async ({ browser }) => {
  await send(await callTo('partnero'));
  await send(await refusedCall());
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/journal?provider=partnero');
  await expect(rows(page)).toHaveCount(1);
  await page.goto('/journal?status=422');
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByTestId('journal-filter-status')).toHaveValue('422');
  await page.goto('/journal?text=nothing-like-this');
  await expect(page.getByTestId('journal-unmatched')).toBeVisible();
  await context.close();
});

test('the journal is filtered by operation and by world', async ({ page }) => {
  const call = await callTo('partnero');
  await send(call);
  await send(await callTo('wecantrack'));
  await send({ ...call, request: { ...call.request, headers: { ...call.request.headers, 'x-mock-world': 'journal-1' } } });
  await open(page);
  await expect(rows(page)).toHaveCount(3);
  await page.getByTestId('journal-filter-world').selectOption('journal-1');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('in journal-1');
  await page.getByTestId('journal-filter-world').selectOption('');
  await page.getByTestId('journal-filter-operation').selectOption(call.operation);
  await expect(rows(page)).toHaveCount(2);
  await expect(page).toHaveURL(`/journal?operation=${call.operation}`);
  await fetch(`${origin}/_mock/worlds/journal-1`, { method: 'DELETE', headers: { 'content-type': 'application/json' } });
});

test('a journal without a match says so, and clears its filters', async ({ page }) => {
  await send(await callTo('partnero'));
  await open(page, '?text=nothing-like-this');
  await expect(page.getByTestId('journal-unmatched')).toBeVisible();
  await expect(page.getByText('No requests yet')).toBeHidden();
  await page.getByTestId('journal-unfilter').click();
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByTestId('journal-unmatched')).toBeHidden();
  await expect(page).toHaveURL('/journal');
  await page.getByTestId('journal-clear').click();
  await expect(page.getByText('No requests yet')).toBeVisible();
});

test('the exported journal holds what the filter shows', async ({ page }) => {
  await send(await callTo('partnero'));
  await send(await callTo('wecantrack'));
  await send(await refusedCall());
  await open(page);
  await page.getByTestId('journal-filter-provider').selectOption('wecantrack');
  await page.getByTestId('journal-filter-text').fill('2000');
  await expect(rows(page)).toHaveCount(1);
  const download = page.waitForEvent('download');
  await page.getByTestId('journal-har').click();
  const { log } = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  expect(log.entries.map((entry) => entry.response.status)).toEqual([422]);
});

test('older entries of the journal come on demand, and new ones stay on top', async ({ page }) => {
  test.setTimeout(60_000);
  const call = await callTo('partnero');
  for (let sent = 0; sent < 450; sent += 50) await Promise.all(Array.from({ length: 50 }, () => fetch(call.url).then((answer) => answer.text())));
  await open(page);
  await expect(rows(page)).toHaveCount(200);
  const older = page.getByTestId('journal-older');
  await older.click();
  await expect(rows(page)).toHaveCount(400);
  await older.click();
  await expect(rows(page)).toHaveCount(450);
  await expect(older).toBeHidden();
  await send(await callTo('affitor'));
  await expect(rows(page).first()).toContainText('/affitor/');
  const numbers = await rows(page).evaluateAll((all) => all.map((row) => Number(row.dataset.id)));
  expect(numbers).toEqual(numbers.toSorted((one, other) => other - one));
});

test('older entries of the journal can be read without JavaScript', async ({ browser }) => {
  const call = await callTo('partnero');
  for (let sent = 0; sent < 50; sent++) await fetch(call.url).then((answer) => answer.text());
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/journal');
  await expect(rows(page)).toHaveCount(40);
  await page.getByTestId('journal-older').click();
  await expect(rows(page)).toHaveCount(10);
  await context.close();
});

for (const [width, height] of [[360, 800], [768, 1024], [1440, 900], [2560, 1440]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`the journal shows what was requested at ${width} px in ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await send(await refusedCall('&limits=3'));
      await open(page);
      const link = rows(page).first().getByRole('link');
      await expect(link).toBeInViewport();
      expect((await link.locator('xpath=..').boundingBox()).width).toBeGreaterThanOrEqual(150);
      await expect(rows(page).first().getByText('warned', { exact: true })).toBeInViewport();
      await expect(rows(page).first().getByText('422', { exact: true })).toBeInViewport();
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.body.clientWidth);
      expect(wide).toBe(0);
      await openRow(page, rows(page).first());
    });
  }
}

test('the journal marks what departs from the contract, in words', async ({ page }) => {
  const call = await callTo('wecantrack');
  const patch = { data: 'not a list' };
  const override = { provider: 'wecantrack', operation: call.operation, patch, force: true };
  await control('PUT', '/overrides', { overrides: [override] });
  await send(call);
  await control('PUT', '/overrides', { overrides: [] });
  await send({ ...call, url: `${call.url}&limits=3` });
  await control('PUT', '/faults', { faults: [{ provider: 'wecantrack', truncate_rate: 1 }] });
  await fetch(call.url, call.request).then((answer) => answer.text()).catch(() => {});
  await open(page, '?provider=wecantrack');
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).nth(2).locator('.mark')).toHaveText(['off contract']);
  await expect(rows(page).nth(1).locator('.mark')).toHaveText(['warned']);
  await expect(rows(page).nth(0).locator('.mark').first()).toHaveText('cut off');
  const marked = await openRow(page, rows(page).nth(2));
  await expect(marked.locator('.mark')).toHaveText(['off contract']);
  await page.goto(await rows(page).nth(2).getByRole('link').getAttribute('href'));
  await expect(page.getByTestId('exchange').locator('.mark')).toHaveText(['off contract']);
});

test('ten tabs of the journal share one stream', async ({ page, context }) => {
  await open(page);
  const tabs = [page];
  while (tabs.length < 10) {
    tabs.push(await context.newPage());
    await tabs.at(-1).goto('/journal');
  }
  await send(await callTo('affitor'));
  for (const tab of tabs) await expect(rows(tab).first()).toContainText('/affitor/');
  // The tab that has the stream is closed, and another one opens it.
  await page.close();
  await send(await callTo('partnero'));
  for (const tab of tabs.slice(1)) await expect(rows(tab).first()).toContainText('/partnero/');
});
