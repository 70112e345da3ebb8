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
  await expect(page.getByTestId('clock-now').locator('..')).toContainText('ticking');
  await page.getByTestId('clock-pin').click();
  await expect.poll(isTicking).toBe(false);
  await expect(page.getByTestId('clock-now').locator('..')).toContainText('pinned');
});

test('the clock goes back to real time in a sandbox that was started today', async ({ page, startSandbox }) => {
  const { origin } = await startSandbox('--orders', '1000');
  await page.goto(`${origin}/controls`);
  const shown = page.getByTestId('clock-now');
  const isReal = async () => Math.abs(Date.parse(await shown.getAttribute('datetime')) - Date.now()) < 60_000;
  await page.getByTestId('clock-day').click();
  await expect.poll(isReal).toBe(false);
  await page.getByTestId('clock-real').click();
  await expect.poll(isReal).toBe(true);
});

test('moving the clock beyond its end is refused in the words of the sandbox', async ({ page, watch }) => {
  watch.expect(/status of 422/);
  const { horizon } = await control('GET', '/clock');
  await control('POST', '/clock', { now: horizon });
  await page.reload();
  await page.getByTestId('clock-week').click();
  await expect(page.getByTestId('announce')).toContainText('the clock can be moved from');
  expect(await now()).toBe(Date.parse(horizon));
});

/** The line that does the same as a control, which the page shows for the one that has the focus. */
async function equalCall(page, control, path) {
  await expect(page.getByTestId(control)).toBeEnabled();
  await page.getByTestId(control).focus();
  const line = page.getByTestId('equal-call');
  await expect(line).toContainText(path);
  return line.innerText();
}

for (const [button, body] of [
  ['clock-hour', { now: '2026-06-08T13:00:00Z', ticking: false }],
  ['clock-day', { now: '2026-06-09T12:00:00Z', ticking: false }],
  ['clock-week', { now: '2026-06-15T12:00:00Z', ticking: false }],
  ['clock-pin', { now: start, ticking: false }],
  ['clock-tick', { ticking: true }],
]) {
  test(`the call that equals ${button} has the same effect`, async ({ page }) => {
    await shell(await equalCall(page, button, '/_mock/clock'));
    expect(await control('GET', '/clock')).toMatchObject(body);
  });
}

test('the call that equals a reset has the same effect', async ({ page }) => {
  await control('POST', '/clock', { advance: '1d' });
  await shell(await equalCall(page, 'reset', '/_mock/reset'));
  expect(await now()).toBe(Date.parse(start));
});

/** Fills the form for an error of every request at wecantrack. */
async function fillFault(page) {
  const form = page.getByTestId('fault-form');
  await form.locator('[name="provider"]').selectOption('wecantrack');
  await form.locator('[name="error_rate"]').fill('1');
  await form.locator('[name="error_status"]').fill('429');
}

test('a fault that is added meets another client, until the faults are cleared', async ({ page }) => {
  await fillFault(page);
  await page.getByTestId('fault-add').click();
  await expect(page.getByTestId('fault-list')).toContainText('wecantrack');
  const call = await callTo('wecantrack');
  const answer = await fetch(call.url, call.request);
  expect(answer.status).toBe(429);
  expect(answer.headers.get('x-mock-reason')).toMatch(/^fault:/);
  await send(await callTo('partnero'));
  await page.getByTestId('fault-clear').click();
  await expect(page.getByTestId('fault-list')).not.toContainText('wecantrack');
  await send(call);
});

test('the calls that equal adding a fault and clearing have the same effect', async ({ page }) => {
  await fillFault(page);
  await shell(await equalCall(page, 'fault-add', '/_mock/faults'));
  expect((await control('GET', '/faults')).faults).toEqual([{ provider: 'wecantrack', error_rate: 1, error_status: 429 }]);
  await shell(await equalCall(page, 'fault-clear', '/_mock/faults'));
  expect((await control('GET', '/faults')).faults).toEqual([]);
});

test('the command that starts a sandbox as it is now does so', async ({ page, startSandbox }) => {
  await equalCall(page, 'clock-day', '/_mock/clock');
  const command = await page.getByTestId('equal-command').innerText();
  const [program, ...args] = command.trim().split(' ');
  expect(program).toBe('trackside-mock');
  expect((await startSandbox(...args)).now).toBe('2026-06-09T12:00:00Z');
});

test('a preset is one click away', async ({ page }) => {
  await page.getByTestId('fault-preset-maintenance').click();
  await expect(page.getByTestId('announce')).toHaveText('Fault maintenance added.');
  expect((await control('GET', '/faults')).faults).toEqual([{ preset: 'maintenance' }]);
  await expect(page.getByTestId('equal-command')).toContainText('--fault maintenance');
});

test('a fault that cannot be is refused in the words of the sandbox', async ({ page, watch }) => {
  watch.expect(/status of 422/);
  await fillFault(page);
  await page.getByTestId('fault-form').locator('[name="error_status"]').fill('302');
  await page.getByTestId('fault-add').click();
  await expect(page.getByTestId('announce')).toContainText('is below 400');
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
