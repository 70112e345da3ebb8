// The journal keeps up with 2,000 requests a second.

import { Agent, request } from 'node:http';

import { measured } from '../support/measure.js';
import { callTo, control, send } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

const perSecond = 2_000;
const seconds = 5;

test('the journal stays usable at 2,000 requests a second, and says that it samples', async ({ page }) => {
  test.setTimeout(40_000);
  const call = await callTo('partnero');
  await page.goto('/journal');
  const rows = page.getByTestId('journal-rows').locator('tr[data-id]');
  await send(call);
  await expect(rows).toHaveCount(1);
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: 'longtask' });
  });

  const load = storm(call);
  await expect(page.getByTestId('journal-counts')).toContainText(/sampl/i, { timeout: 10_000 });
  await expect.poll(() => rows.count()).toBeGreaterThan(100);
  expect(await rows.count()).toBeLessThanOrEqual(200);
  const clicked = Date.now();
  await page.getByTestId('journal-pause').click();
  await expect(page.getByTestId('journal-pause')).toHaveAttribute('aria-pressed', 'true');
  const reacted = Date.now() - clicked;
  const frozen = await rows.first().getAttribute('data-id');
  const { sent, failed, took } = await load;

  expect(failed).toBe(0);
  await expect.poll(async () => (await control('GET', '/journal?limit=1')).counts.seen).toBe(sent + 1);
  expect(await rows.first().getAttribute('data-id')).toBe(frozen);
  expect(await rows.count()).toBeLessThanOrEqual(200);
  await page.getByTestId('journal-pause').click();
  await expect(rows.first()).not.toHaveAttribute('data-id', frozen);
  expect(await rows.count()).toBeLessThanOrEqual(200);
  const longest = await page.evaluate(() => window.longest);
  measured(
    'journal under load',
    `${Math.round(sent / took)} requests/s for ${took.toFixed(1)} s, pause acted in ${reacted} ms, longest task of the page ${longest.toFixed(0)} ms`,
  );
});

/** Sends so many requests a second, as far as the machine can, and tells how many. */
async function storm({ url, request: { headers } }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let sent = 0;
  let failed = 0;
  const once = () =>
    new Promise((resolve) => {
      const asked = request(url, { agent, headers }, (answer) => {
        if (answer.statusCode !== 200) failed++;
        answer.resume();
        answer.on('end', resolve);
      });
      asked.on('error', () => {
        failed++;
        resolve();
      });
      asked.end();
    });
  const open = new Set();
  while (elapsed() < seconds) {
    const due = Math.min(Math.floor(elapsed() * perSecond), perSecond * seconds);
    while (sent < due && open.size < 512) {
      sent++;
      const answered = once();
      open.add(answered);
      answered.then(() => open.delete(answered));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(open);
  agent.destroy();
  return { sent, failed, took: elapsed() };
}
