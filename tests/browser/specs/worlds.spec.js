// Named worlds: a host name shows the pages of one world, and its name is on each of them.

import { origin } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

/** The address of a world's pages. */
const of = (name) => origin.replace(/\/\/[^:/]+/, `//${name}.localhost`);

test('the pages of a world show its name, its clock and its requests', async ({ page, request }) => {
  const caused = await request.post(`${origin}/_world/worker-3/_mock/events`, { data: { event: 'sale' } });
  expect(caused.headers()['x-mock-world']).toBe('worker-3');
  await request.post(`${origin}/_world/worker-4/_mock/events`, { data: { event: 'sale' } });
  await request.post(`${origin}/_world/worker-3/_mock/clock`, { data: { now: '2026-06-20T12:00:00Z' } });

  await page.goto(`${of('worker-3')}/journal`);
  await expect(page.getByTestId('world-name')).toHaveText('worker-3');
  await expect(page.locator('header time')).toHaveAttribute('datetime', '2026-06-20T12:00:00Z');
  await expect(page.getByTestId('journal-rows').locator('tr[data-id]')).toHaveCount(2);

  // The start page of the usual world leads there, and so does the path that programs use.
  await page.goto(origin.replace('127.0.0.1', 'localhost'));
  await expect(page.getByTestId('world-name')).toHaveCount(0);
  await page.getByTestId('worlds').getByRole('link', { name: 'worker-4' }).click();
  await expect(page.getByTestId('world-name')).toHaveText('worker-4');
  await page.goto(`${origin.replace('127.0.0.1', 'localhost')}/_world/worker-3/world`);
  await expect(page).toHaveURL(`${of('worker-3')}/world`);

  for (const name of ['worker-3', 'worker-4']) {
    await request.delete(`${origin}/_mock/worlds/${name}`);
  }
});
