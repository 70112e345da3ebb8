// The page of a record: every provider's view of it, what can be made to happen, undo, and the same in a terminal.

import { writeFile } from 'node:fs/promises';

import { firstRecord } from '../support/pages.js';
import { control, send, start } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

/** The page of the newest pending order of a partner. */
async function pendingOrder() {
  const { events } = await control('POST', '/events', { event: 'sale', amount_cents: 12_345, transaction_id: 'order-7' });
  return { path: `/world/orders/${events.at(-1).order}`, id: events.at(-1).order };
}

test('an order is shown as every provider shows it', async ({ page }) => {
  const { path, id } = await pendingOrder();
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('order-7 pending');
  for (const provider of ['agentref', 'affitor', 'partnero', 'wecantrack']) {
    await expect(page.getByTestId(`seen-${provider}`), provider).toContainText(/123\.45|12345/);
  }
  await expect(page.getByTestId('seen-fullwhere')).toContainText(`"id": "${id}"`);
});

test('what a record shows is what the call beside it returns', async ({ page }) => {
  const { path } = await pendingOrder();
  await page.goto(path);
  for (const provider of ['agentref', 'partnero', 'wecantrack']) {
    const command = await page.locator(`#curl-${provider}`).textContent();
    const url = command.match(/'(http[^']+)'$/)[1];
    const headers = Object.fromEntries([...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name, value]));
    const body = JSON.parse(await page.locator(`#body-${provider}`).textContent());
    // Ids of requests differ.
    const stable = ({ meta: _, ...rest }) => rest;
    expect(stable(JSON.parse(await send({ url, request: { headers } }))), provider).toEqual(stable(body));
  }
});

test('an order is approved, and that is undone', async ({ page }) => {
  const { path } = await pendingOrder();
  await page.goto(path);
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByTestId('announce')).toHaveText(/^Done: approval \(event \d+\)/);
  await expect(page.getByTestId('record-state')).toHaveText('approved');
  await expect(page.getByTestId('seen-agentref')).toContainText('"status": "approved"');
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('announce')).toHaveText(/^Undone: approval/);
  await expect(page.getByTestId('record-state')).toHaveText('pending');
});

test('the command beside a button does what the button does', async ({ page }) => {
  const { path, id } = await pendingOrder();
  await page.goto(path);
  await page.getByText('The same in a terminal or in a world file').click();
  const [command, file] = [page.locator('#as-curl-1'), page.locator('#as-file-1')];
  await expect(command).toContainText(`{"event":"approval","order":"${id}"}`);
  await expect(file).toHaveText(`history:\n  - recorded_at: 2026-06-08T12:00:00Z\n    events:\n      - event: "approval"\n        order: "${id}"`);
  const [, body, url] = (await command.textContent()).match(/-d '([^']+)' '([^']+)'/);
  await send({ url, request: { method: 'POST', headers: { 'content-type': 'application/json' }, body } });
  await expect(page.getByTestId('record-state')).toHaveText('approved');
});

test('a sandbox that starts with the lines of a world file shows what the button does', async ({ page, startSandbox }) => {
  await page.goto(await firstRecord('orders', '?status=pending'));
  await page.getByText('The same in a terminal or in a world file').click();
  const file = test.info().outputPath('world.yaml');
  await writeFile(file, await page.locator('#as-file-1').textContent());
  const path = new URL(page.url()).pathname;
  await expect(page.getByTestId('record-state')).toHaveText('pending');
  const { origin: other } = await startSandbox('--now', start, '--world', file);
  await page.goto(other + path);
  await expect(page.getByTestId('record-state')).toHaveText('approved');
});

test('a sale is made from the page of a program, and a program loses Stripe', async ({ page }) => {
  const program = await firstRecord('programs');
  await page.goto(program);
  await page.getByRole('button', { name: 'A sale now' }).click();
  await expect(page.getByTestId('announce')).toHaveText(/sale \(event \d+\)/);
  await page.getByRole('button', { name: 'Disconnect Stripe' }).click();
  await expect(page.getByTestId('announce')).toHaveText(/stripe_disconnected/);
});

test('a survey is completed from its order', async ({ page }) => {
  await page.goto(await firstRecord('surveys'));
  await page.getByRole('link', { name: /./ }).and(page.locator('dd a')).first().click();
  await page.getByRole('button', { name: 'Complete the survey' }).click();
  await expect(page.getByText(/survey “.*” completed/)).toBeVisible();
});

test('the ledger lists what happened, and takes it back', async ({ page }) => {
  await pendingOrder();
  await page.goto('/world/events');
  const rows = page.getByTestId('table-rows').locator('tr');
  const before = await rows.count();
  expect(before).toBeGreaterThan(0);
  await rows.first().getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('announce')).toHaveText(/^Undone/);
  await expect(rows).not.toHaveCount(before);
});

test('a chart says the same as its table', async ({ page }) => {
  await page.goto(await firstRecord('programs'));
  const sums = [];
  for (const [title, series] of [[/^\s*Orders per day(?!,)/, 1], [/^\s*Orders per day, by status/, 3]]) {
    const chart = page.locator('figure', { hasText: title });
    const bars = await chart.locator('rect').count();
    await chart.getByText('As a table').click();
    const figures = await chart.locator('tbody td').allTextContents();
    expect(figures).toHaveLength(30 * series);
    expect(figures.filter((figure) => figure !== '0')).toHaveLength(bars);
    // Declined orders are the last series, and count only as such.
    const counted = figures.filter((_, place) => series === 1 || place % series < 2);
    sums.push(counted.reduce((sum, figure) => sum + Number(figure.replaceAll(',', '')), 0));
  }
  expect(sums[0]).toBeGreaterThan(0);
  expect(sums[1]).toBe(sums[0]);
});

test('a record follows what others do to it, and keeps its open details', async ({ page }) => {
  const { path, id } = await pendingOrder();
  await page.goto(path);
  await page.getByText('The same in a terminal or in a world file').click();
  await control('POST', '/events', { event: 'decline', order: id, reason: 'returned' });
  await expect(page.getByTestId('record-state')).toHaveText('declined');
  await expect(page.locator('section[data-live=actions] details')).toHaveAttribute('open', '');
});

test('the clock of every page follows moves by others, and says what is staged', async ({ page }) => {
  await page.goto('/reference');
  await control('POST', '/clock', { advance: '1d' });
  await expect(page.locator('header time')).toHaveText('2026-06-09 12:00:00');
  await control('PUT', '/faults', { faults: [{ latency: '1ms' }] });
  await expect(page.getByTestId('active')).toHaveText('1 fault active');
  await page.getByTestId('active').click();
  await expect(page.getByTestId('fault-list')).toContainText('1ms');
});
