// What a front-end developer does in the first minutes, from the start page to the React page of docs/react.md. How many clicks each step takes in the
// sandbox is counted, so that no step gets longer unnoticed.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Clicks } from '../support/clicks.js';
import { folder, freePort, shown, started } from '../support/react.js';
import { shell } from '../support/shell.js';
import { expect, test } from '../support/test.js';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const vite = join(folder, 'node_modules/vite/bin/vite.js');

test('the React guide shows its files as they are', () => {
  const own = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
  expect([...shown.keys(), 'package-lock.json'].sort()).toEqual(own.sort());
  for (const [name, code] of shown) expect(code, name).toBe(readFileSync(join(folder, name), 'utf8'));
});

test('from the start page to a React page with data, a failure and a live event', async ({ context, page, startSandbox, watch }) => {
  test.setTimeout(30_000);
  watch.expect(/status of 503/);
  const clicks = new Clicks();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const ends = [];
  const start = async (...args) => ends.push(await started(...args));
  const [hooks, port] = [await freePort(), await freePort()];
  const app = `http://localhost:${port}`;
  const react = await context.newPage();

  try {
    const first = await startSandbox('--now', '2026-06-08T12:00:00Z');
    const { key, api, line } = await test.step('choose a goal, copy its lines, see the data', async () => {
      await page.goto(first.origin);
      await clicks.on(page.locator('[data-copy="#goal-call-lines"]'));
      await expect.poll(copied).toMatch(/^curl /);
      const call = await copied();
      expect(JSON.parse(await shell(call))).toHaveProperty('data');
      clicks.expect(1, 'copy a call that works');
      await clicks.on(page.locator('[data-copy="#base-agentref"]'));
      await expect.poll(copied).toMatch(/^http/);
      const base = await copied();
      clicks.expect(1, 'copy a base URL');
      await clicks.on(page.locator('[data-copy="#goal-webhooks-lines"]'));
      await expect.poll(copied).toMatch(/^trackside-mock/);
      clicks.expect(1, 'copy how to receive webhooks');
      return { key: call.match(/Bearer (\S+?)'/)[1], api: base, line: (await copied()).split('\n')[0] };
    });

    const secret = await test.step('start again with a receiver, and read its secret', async () => {
      const [program, ...options] = line.split(' ');
      expect([program, ...options]).toEqual(['trackside-mock', '--webhook', 'agentref=http://localhost:3000/hooks']);
      const mine = options.map((option) => option.replace(':3000/', `:${hooks}/`));
      const { origin } = await startSandbox('--now', '2026-06-08T12:00:00Z', ...mine);
      await page.goto(origin);
      await clicks.on(page.getByTestId('nav-webhooks'));
      const receiver = page.getByRole('row', { name: `:${hooks}/hooks` });
      const found = await receiver.getByText(/^whsec_/).textContent();
      clicks.expect(1, 'find the secret');
      await clicks.on(receiver.getByRole('button', { name: 'Copy' }));
      await expect.poll(copied).toBe(found);
      clicks.expect(1, 'copy the secret');
      return found;
    });
    const { origin } = new URL(page.url());

    await Promise.all([
      start(['receiver.mjs'], { PORT: String(hooks), PAGE: app, WEBHOOK_SECRET: secret }, /receiver on port/),
      start(
        [vite, '--port', String(port)],
        { VITE_API: api.replace(first.origin, origin), VITE_KEY: key, VITE_EVENTS: `http://localhost:${hooks}/events` },
        /ready in/,
      ),
    ]);
    /** What the API gives to this key, without the page. */
    const ask = async (path) => (await fetch(`${origin}/agentref${path}`, { headers: { authorization: `Bearer ${key}` } })).json();

    const programs = react.getByRole('region', { name: 'Programs' });
    const conversions = react.getByRole('region', { name: 'Conversions' });
    const live = react.getByRole('region', { name: 'Live' });
    const rows = conversions.locator('tbody tr');
    const shownIds = () => rows.evaluateAll((all) => all.map((row) => row.dataset.id));
    const idsOf = ({ data }) => data.map(({ id }) => id);

    await test.step('see programs and transactions', async () => {
      // The development server prepares what the page imports when it is first asked for.
      await react.goto(app, { timeout: 15_000 });
      const expected = await ask('/programs?limit=5');
      await expect(programs.getByText(`${expected.meta.total} programs`)).toBeVisible({ timeout: 15_000 });
      await expect(programs.locator('li')).toContainText(expected.data.map(({ name }) => name));
      const all = await ask('/conversions?limit=10');
      await expect(conversions.getByText(`${all.meta.total} conversions`)).toBeVisible();
      expect(await shownIds()).toEqual(idsOf(all));
      clicks.expect(0, 'see programs and transactions');
    });

    await test.step('filter by status', async () => {
      for (const status of ['approved', 'refunded', '']) {
        await conversions.getByLabel('Status').selectOption(status);
        const expected = await ask(`/conversions?limit=10${status && `&status=${status}`}`);
        await expect(conversions.getByText(`${expected.meta.total} conversions`)).toBeVisible();
        expect(expected.meta.total).toBeGreaterThan(0);
        expect(await shownIds()).toEqual(idsOf(expected));
        if (status) expect(new Set(await rows.locator('td:last-child').allTextContents())).toEqual(new Set([status]));
      }
    });

    await test.step('stage a failure, see it, and remove it', async () => {
      await clicks.on(page.getByTestId('nav-controls'));
      await clicks.on(page.getByTestId('fault-preset-maintenance'));
      await expect(page.getByTestId('fault-list')).toContainText('maintenance');
      clicks.expect(2, 'stage a failure');
      const connected = react.waitForResponse((response) => response.url().endsWith('/events'));
      await react.reload();
      await connected;
      for (const region of [programs, conversions]) {
        await expect(region.getByRole('alert')).toContainText('The API responded with status 503. Wait 300 seconds.');
        await expect(region.getByRole('alert')).toContainText('Sandbox: fault: status 503');
      }
      await expect(rows).toHaveCount(0);
      await programs.getByRole('button', { name: 'Try again' }).click();
      await expect(programs).toHaveAttribute('aria-busy', 'false');
      await expect(programs.getByRole('alert')).toBeVisible();
      await clicks.on(page.getByTestId('fault-clear'));
      await expect(page.getByTestId('fault-list')).not.toContainText('maintenance');
      clicks.expect(1, 'remove the failure');
      for (const region of [programs, conversions]) {
        await region.getByRole('button', { name: 'Try again' }).click();
        await expect(region.getByRole('alert')).toHaveCount(0);
      }
      await expect(rows).toHaveCount(10);
    });

    await test.step('let an event happen, and see it without reloading', async () => {
      await expect(live).toContainText('No events yet.');
      await react.evaluate(() => (window.isStillHere = true));
      const [before] = await shownIds();
      const forged = await fetch(`http://localhost:${hooks}/hooks`, { method: 'POST', body: '{"id":"1","type":"forged","data":{}}' });
      expect(forged.status).toBe(401);
      await clicks.on(page.getByTestId('nav-webhooks'));
      await expect(page.getByTestId('trigger-event')).toHaveValue('agentref conversion.created');
      await clicks.on(page.getByTestId('trigger'));
      await expect(page.getByTestId('deliveries-rows')).toContainText('delivered');
      clicks.expect(2, 'trigger an event');
      const item = live.locator('li', { hasText: 'conversion.created' });
      await expect(item).toHaveCount(1);
      await expect(live).not.toContainText('forged');
      const created = await item.getAttribute('data-id');
      expect(created).not.toBe(before);
      await expect(rows.first()).toHaveAttribute('data-id', created);
      expect(await react.evaluate(() => window.isStillHere)).toBe(true);
    });
  } finally {
    // First the page, which would complain of a stream that ends.
    await react.close();
    for (const end of ends) end();
  }
});
