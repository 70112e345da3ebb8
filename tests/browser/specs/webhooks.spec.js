// Webhooks: who receives events, what was sent, events on demand and once more.

import { createServer } from 'node:http';

import { expect, test } from '../support/test.js';

/** A receiver that answers with these statuses, and then with 204. */
async function receiver(...statuses) {
  const received = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      received.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { received, url: `http://127.0.0.1:${server.address().port}/hooks`, stop: () => server.close() };
}

test('without a receiver, the page says how to get one', async ({ page, watch }) => {
  watch.expect(/status of 422/);
  await page.goto('/webhooks');
  await expect(page.getByText('--webhook agentref=http://localhost:3000/hooks')).toBeVisible();
  await page.getByTestId('trigger-test').check();
  await page.getByTestId('trigger').click();
  await expect(page.getByTestId('announce')).toHaveText(/is received by nobody/);
});

test('an event is triggered, delivered, looked at and sent again', async ({ page, startSandbox }) => {
  const { received, url, stop } = await receiver();
  const long = `${url}/${'long'.repeat(30)}`;
  const { origin } = await startSandbox('--now', '2026-06-08T12:00:00Z', '--webhook', `agentref=${long}`);
  await page.goto(`${origin}/webhooks`);
  await page.getByTestId('trigger-event').selectOption('agentref conversion.created');
  await page.getByTestId('trigger').click();
  await expect(page.getByTestId('announce')).toHaveText(/^Happened: .*sale \(event \d+\)/);
  const row = page.getByTestId('deliveries-rows').locator('tr', { hasText: 'conversion.created' }).first();
  await expect(row).toContainText('delivered');
  const sticksOut = () => page.evaluate(() => document.scrollingElement.scrollWidth - document.body.clientWidth);
  for (const width of [2560, 768, 360]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await sticksOut(), `pixels that stick out at ${width} px`).toBe(0);
  }
  await row.getByRole('link').click();
  expect(await sticksOut(), 'pixels of the delivery that stick out').toBe(0);
  await expect(page.getByTestId('delivery-state')).toHaveText('delivered');
  await expect(page.getByTestId('payload')).toContainText('"type": "conversion.created"');
  await expect(page.getByTestId('attempts')).toContainText('svix-signature');
  const before = received.length;
  await page.getByTestId('resend').click();
  await expect(page.getByTestId('announce')).toHaveText(/^Sent again: delivery \d+\.$/);
  await expect.poll(() => received.length).toBe(before + 1);
  expect(received.at(-1)).toEqual(received.find((event) => event.type === 'conversion.created'));
  stop();
});

test('a refused delivery says why, and when it is tried again', async ({ page, startSandbox }) => {
  const { url, stop } = await receiver(401);
  const { origin } = await startSandbox('--now', '2026-06-08T12:00:00Z', '--webhook', `agentref=${url}`);
  await page.goto(`${origin}/webhooks`);
  await page.getByTestId('trigger-event').selectOption('agentref conversion.created');
  await page.getByTestId('trigger-test').check();
  await page.getByTestId('trigger').click();
  const row = page.getByTestId('deliveries-rows').locator('tr').first();
  await expect(row).toContainText('waiting');
  await row.getByRole('link').click();
  await expect(page.getByTestId('delivery-advice')).toContainText('401');
  // It is delivered when the clock gets there, and the page follows.
  await fetch(`${origin}/_mock/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"advance":"1h"}' });
  await expect(page.getByTestId('delivery-state')).toHaveText('delivered');
  await expect(page.getByTestId('attempts').locator('section')).toHaveCount(2);
  stop();
});

test('deliveries are filtered by event and state', async ({ page, startSandbox }) => {
  const { url, stop } = await receiver();
  const { origin } = await startSandbox('--now', '2026-06-08T12:00:00Z', '--webhook', `partnero=${url}`);
  await page.goto(`${origin}/webhooks`);
  for (const event of ['transaction.created', 'partner.created']) {
    await page.getByTestId('trigger-event').selectOption(`partnero ${event}`);
    await page.getByTestId('trigger-test').check();
    await page.getByTestId('trigger').click();
    await expect(page.getByTestId('deliveries-rows')).toContainText(event);
  }
  await page.getByTestId('deliveries-event').selectOption('partner.created');
  await expect(page).toHaveURL(/event=partner.created/);
  await expect(page.getByTestId('deliveries-counts')).toHaveText('1 delivery');
  await page.getByTestId('deliveries-state').selectOption('failed');
  await expect(page.getByText('Nothing matches these filters.')).toBeVisible();
  stop();
});
