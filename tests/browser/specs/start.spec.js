// The start page: what one wants to do, and what is remembered.

import { callTo, control, origin, send } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

test('each goal has its lines and the page that goes on', async ({ page }) => {
  await page.goto('/');
  for (const [goal, line, next] of [
    ['call', 'curl -sS', '/reference'],
    ['webhooks', 'trackside-mock --webhook agentref=', '/webhooks'],
    ['tests', `${origin.replace('127.0.0.1', 'localhost')}/_mock/reset`, '/reference/control/createWorld'],
    ['contract', 'trackside-contract check --provider', '/_mock/specs'],
  ]) {
    const lines = page.locator(`#goal-${goal}-lines`);
    await expect(lines).toContainText(line);
    await expect(page.locator(`section[aria-labelledby=goal-${goal}]`).getByRole('link')).toHaveAttribute('href', next);
  }
});

test('the first call of the start page works', async ({ page }) => {
  await page.goto('/');
  const command = await page.locator('#goal-call-lines').textContent();
  const [, url] = command.match(/'(http[^']+)'$/);
  const headers = Object.fromEntries([...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name, value]));
  await send({ url, request: { headers } });
});

test('the language of the calls is remembered', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('TypeScript').check();
  await page.goto('/world');
  await page.goto('/');
  await expect(page.getByLabel('TypeScript')).toBeChecked();
  await expect(page.locator('.sample.typescript').first()).toBeVisible();
  await expect(page.locator('.sample.curl').first()).toBeHidden();
});

test('the journal shows requests in the language that was chosen at the start', async ({ page }) => {
  await send(await callTo('wecantrack'));
  const { entries } = await control('GET', '/journal');
  await page.goto('/');
  await page.getByLabel('TypeScript').check();
  await page.goto(`/journal/${entries[0].id}`);
  await expect(page.getByTestId('exchange-typescript')).toBeVisible();
  await expect(page.getByTestId('exchange-curl')).toBeHidden();
});

test('the colours are chosen, and stay', async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const light = await background();
  await page.getByTestId('theme').selectOption('dark');
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.goto('/journal');
  expect(await background()).toBe(dark);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByTestId('theme').selectOption('light');
  expect(await background()).toBe(light);
  await page.getByTestId('theme').selectOption('system');
  expect(await background()).toBe(dark);
});
