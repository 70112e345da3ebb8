// The timeline: what comes next, moving there and back, and what is set besides.

import { readFile } from 'node:fs/promises';

import { control, now, start } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

test('one goes to what comes next, and back', async ({ page }) => {
  await page.goto('/controls');
  const first = page.getByTestId('coming').locator('li').first();
  // Without the button, which says how long it takes until then.
  const text = (await first.textContent()).replace(await first.getByRole('button').textContent(), '').trim();
  const due = await first.getByRole('button').getAttribute('data-go');
  expect(Date.parse(due)).toBeGreaterThan(Date.parse(start));
  await first.getByRole('button').click();
  await expect(page.getByTestId('announce')).toHaveText(`The clock is pinned at ${due}.`);
  expect(await now()).toBe(Date.parse(due));
  // What has happened is not announced any more.
  await expect(page.getByTestId('coming')).not.toContainText(text);
  await page.getByTestId('clock-back').click();
  await expect.poll(now).toBe(Date.parse(start));
  await expect(page.getByTestId('coming')).toContainText(text);
});

test('what the timeline announces is what happens', async ({ page }) => {
  await page.goto('/controls');
  const decision = page.getByTestId('coming').locator('li', { hasText: /order .* is (approved|declined)/ }).first();
  await expect(decision).toBeVisible();
  const [, status] = (await decision.textContent()).match(/is (approved|declined)/);
  const link = await decision.getByRole('link').getAttribute('href');
  await page.goto(link);
  await expect(page.getByTestId('record-state')).not.toHaveText(status);
  await page.goBack();
  await decision.getByRole('button').click();
  await expect(page.getByTestId('announce')).toHaveText(/pinned at/);
  await page.goto(link);
  await expect(page.getByTestId('record-state')).toHaveText(status);
});

test('the timeline names the webhooks that will be sent, and they are', async ({ page, startSandbox }) => {
  const { origin } = await startSandbox('--now', '2026-06-08T12:00:00Z', '--webhook', 'wecantrack=http://127.0.0.1:9/');
  await page.goto(`${origin}/controls`);
  const decision = page.getByTestId('coming').locator('li', { hasText: /order .* is (approved|declined)/ }).first();
  await expect(decision).toContainText('webhook');
  await expect(decision.locator('code')).toContainText(['wecantrack conversion.updated']);
  const marks = await page.locator('datalist#coming option').count();
  expect(marks).toBe(await page.getByTestId('coming').locator('li').count());
  await decision.getByRole('button').click();
  await expect(page.getByTestId('announce')).toHaveText(/pinned at/);
  const sent = async () => (await (await fetch(`${origin}/_mock/webhooks/deliveries`)).json()).deliveries.map(({ event }) => event);
  await expect.poll(sent).toContain('conversion.updated');
});

test('the slider moves the clock with the keyboard alone', async ({ page }) => {
  await page.goto('/controls');
  const slider = page.getByTestId('timeline');
  await expect(slider).toBeEnabled();
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(now).toBe(Date.parse(start) - 60_000);
});

test('overrides are listed and removed, and every page says that one is active', async ({ page }) => {
  const override = { provider: 'wecantrack', operation: 'listTransactions', patch: { data: [], total: 0 }, force: true };
  await control('PUT', '/overrides', { overrides: [override] });
  await page.goto('/journal');
  await expect(page.getByTestId('active')).toHaveText('1 override active');
  await page.getByTestId('active').click();
  await expect(page.getByTestId('override-list')).toContainText('listTransactions');
  await page.getByTestId('override-remove').click();
  await expect(page.getByTestId('announce')).toHaveText('Override removed.');
  await expect(page.getByTestId('override-list').locator('li')).toHaveCount(0);
  expect((await control('GET', '/overrides')).overrides).toEqual([]);
  await expect(page.getByTestId('active')).toHaveCount(0);
});

test('what is set is saved as a scenario, and loaded again', async ({ page }) => {
  await control('PUT', '/faults', { faults: [{ latency: '1ms' }] });
  await page.goto('/controls');
  const saving = page.waitForEvent('download');
  await page.getByTestId('scenario-save').click();
  const saved = await (await saving).path();
  await control('POST', '/reset');
  await page.getByTestId('scenario-load').setInputFiles({ name: 'kept.json', mimeType: 'application/json', buffer: await readFile(saved) });
  await expect(page.getByTestId('announce')).toHaveText('kept.json is loaded.');
  await expect(page.getByTestId('fault-list')).toContainText('1ms');
});

test('a file that is no scenario is refused, and nothing changes', async ({ page, watch }) => {
  watch.expect(/status of 4\d\d/);
  await control('PUT', '/faults', { faults: [{ latency: '1ms' }] });
  await page.goto('/controls');
  for (const [text, why] of [['{', /not valid JSON|Expected/], ['{"scenario":1}', /scenario/]]) {
    await page.getByTestId('scenario-load').setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await expect(page.getByTestId('announce')).toHaveText(why);
    await expect(page.getByTestId('announce')).toContainText('other.json is not loaded');
  }
  expect((await control('GET', '/faults')).faults).toHaveLength(1);
});
