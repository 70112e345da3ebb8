// The controls: clock, faults and reset act, and the equal lines do the same.

import { callTo, control, now, send, start } from '../support/sandbox.js';
import { shell } from '../support/shell.js';
import { expect, test } from '../support/test.js';

const hour = 3_600_000;

test.beforeEach(({ page }) => page.goto('/controls'));

for (const [button, span] of [
  ['clock-hour', hour],
  ['clock-day', 24 * hour],
  ['clock-week', 7 * 24 * hour],
]) {
  test(`${button} moves the clock`, async ({ page }) => {
    await page.getByTestId(button).click();
    await expect.poll(now).toBe(Date.parse(start) + span);
    const shown = new Date(Date.parse(start) + span).toISOString().slice(0, 10);
    await expect(page.getByTestId('clock-now')).toContainText(shown);
    await expect(page.getByTestId('announce')).toHaveText(/\S/);
  });
}

test('the clock can tick and be pinned', async ({ page }) => {
  const isTicking = async () => (await control('GET', '/clock')).ticking;
  await page.getByTestId('clock-tick').click();
  await expect.poll(isTicking).toBe(true);
  await expect(page.getByTestId('clock-now')).toContainText(/tick/i);
  await page.getByTestId('clock-pin').click();
  await expect.poll(isTicking).toBe(false);
  await page.getByTestId('clock-real').click();
  await expect.poll(async () => Math.abs((await now()) - Date.now()) < 60_000).toBe(true);
});

test('moving the clock beyond its end is refused in the words of the sandbox', async ({ page, watch }) => {
  watch.expect(/status of 422/);
  const { horizon } = await control('GET', '/clock');
  await control('POST', '/clock', { now: horizon });
  await page.reload();
  await page.getByTestId('clock-week').click();
  await expect(page.getByTestId('announce')).toContainText('beyond');
  expect(await now()).toBe(Date.parse(horizon));
});

test('the call that equals a step of the clock has the same effect', async ({ page }) => {
  await page.getByTestId('clock-day').click();
  await expect.poll(now).toBe(Date.parse(start) + 24 * hour);
  await shell(await page.getByTestId('equal-call').filter({ hasText: '/_mock/clock' }).first().innerText());
  expect([1, 2].map((days) => Date.parse(start) + days * 24 * hour)).toContain(await now());
  await control('POST', '/reset');
  await shell(await page.getByTestId('equal-call').filter({ hasText: '/_mock/clock' }).first().innerText());
  expect(await now()).toBe(Date.parse(start) + 24 * hour);
});

/** Fills the form for an error of every request at wecantrack. */
async function fillFault(page) {
  const form = page.getByTestId('fault-form');
  await form.locator('[name="provider"]').selectOption('wecantrack');
  await form.locator('[name="error_rate"]').fill('1');
  await form.locator('[name="error_status"]').fill('500');
}

test('a fault that is added meets another client, until the faults are cleared', async ({ page }) => {
  await fillFault(page);
  await page.getByTestId('fault-add').click();
  await expect(page.getByTestId('fault-list')).toContainText('wecantrack');
  const call = await callTo('wecantrack');
  const answer = await fetch(call.url, call.request);
  expect(answer.status).toBe(500);
  expect(answer.headers.get('x-mock-reason')).toMatch(/^fault:/);
  await send(await callTo('partnero'));
  await page.getByTestId('fault-clear').click();
  await expect(page.getByTestId('fault-list')).not.toContainText('wecantrack');
  await send(call);
});

test('the call that equals a fault has the same effect', async ({ page }) => {
  await fillFault(page);
  const line = page.getByTestId('equal-call').filter({ hasText: '/_mock/faults' });
  await expect(line.first()).toContainText('wecantrack');
  await shell(await line.first().innerText());
  expect((await control('GET', '/faults')).faults).toEqual([{ provider: 'wecantrack', error_rate: 1, error_status: 500 }]);
});

test('a fault that cannot be is refused in the words of the sandbox', async ({ page, watch }) => {
  watch.expect(/status of 422/);
  await fillFault(page);
  await page.getByTestId('fault-form').locator('[name="error_status"]').fill('418');
  await page.getByTestId('fault-add').click();
  await expect(page.getByTestId('announce')).toContainText('418');
  expect((await control('GET', '/faults')).faults).toEqual([]);
});

test('a reset brings everything back', async ({ page }) => {
  await page.getByTestId('clock-week').click();
  await expect.poll(now).not.toBe(Date.parse(start));
  await fillFault(page);
  await page.getByTestId('fault-add').click();
  await expect(page.getByTestId('fault-list')).toContainText('wecantrack');
  await page.getByTestId('reset').click();
  await expect(page.getByTestId('clock-now')).toContainText('2026-06-08');
  await expect(page.getByTestId('fault-list')).not.toContainText('wecantrack');
  expect(await now()).toBe(Date.parse(start));
  expect((await control('GET', '/faults')).faults).toEqual([]);
});

test('every control shows an equal call, and the start of a sandbox where there is one', async ({ page }) => {
  for (const path of ['/_mock/clock', '/_mock/faults', '/_mock/reset']) {
    await expect(page.getByTestId('equal-call').filter({ hasText: path })).not.toHaveCount(0);
  }
  await expect(page.getByTestId('equal-command').first()).toContainText('trackside-mock');
});
