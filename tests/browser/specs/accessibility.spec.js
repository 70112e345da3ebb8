// axe-core finds nothing, in light and dark, wide and narrow.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { pages } from '../support/pages.js';
import { callTo, control, refusedCall, send } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Of axe's rules, those that colours can break. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** The ways in which a page is looked at, and the rules that may find something new there; none for all. */
const looks = [
  { colorScheme: 'light', width: 1280, height: 900 },
  { colorScheme: 'dark', width: 1280, height: 900, rules: ofColours },
  { colorScheme: 'light', width: 360, height: 800 },
];

/** What axe finds on the page as it is, in every look. */
async function violations(page) {
  await page.evaluate(axe);
  const found = [];
  for (const { colorScheme, width, height, rules } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height });
    const result = await page.evaluate((rules) => {
      const runOnly = rules && { type: 'rule', values: rules };
      return window.axe.run(document, { resultTypes: ['violations'], runOnly });
    }, rules);
    for (const { id, help, nodes } of result.violations) {
      const where = nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`);
      found.push(`${colorScheme} ${width}: ${id}: ${help}: ${nodes.length} × ${where.join(' | ')}`);
    }
  }
  return found;
}

test('axe finds what is wrong', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(() => {
    const style = new CSSStyleSheet();
    style.replaceSync('@media (prefers-color-scheme: dark) { .lead { color: #333; background: #222 } }');
    document.adoptedStyleSheets.push(style);
    document.querySelector('main').append(document.createElement('input'));
  });
  const found = (await violations(page)).map((violation) => violation.split(': ', 2).join(': '));
  expect(found).toEqual(['light 1280: label', 'dark 1280: color-contrast', 'light 360: label']);
});

for (const { name, path } of pages) {
  test(`axe finds nothing on page ${name}`, async ({ page }) => {
    await send(await callTo('wecantrack'));
    await page.goto(path);
    expect(await violations(page)).toEqual([]);
  });
}

test('axe finds nothing on an open exchange and on its page', async ({ page }) => {
  await send(await refusedCall());
  await page.goto('/journal');
  await page.getByTestId('journal-rows').locator('tr[data-id]').getByRole('link').first().click();
  await expect(page.getByTestId('exchange')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const { entries } = await control('GET', '/journal');
  await page.goto(`/journal/${entries[0].id}`);
  expect(await violations(page)).toEqual([]);
});

test('axe finds nothing on a form with its answer', async ({ page }) => {
  const { operation, values } = await callTo('agentref');
  await page.goto(`/reference/agentref/${operation}?id=${values.id}`);
  await page.getByTestId('try-send').click();
  await expect(page.getByTestId('try-status')).toContainText('200');
  expect(await violations(page)).toEqual([]);
});

test('axe finds nothing on the controls with faults and a refusal', async ({ page, watch }) => {
  watch.expect(/status of 422/);
  await control('PUT', '/faults', { faults: [{ provider: 'wecantrack', error_rate: 0.5, latency: '50ms..200ms' }] });
  await page.goto('/controls');
  const { horizon } = await control('GET', '/clock');
  await control('POST', '/clock', { now: horizon });
  await page.getByTestId('clock-week').click();
  await expect(page.getByTestId('announce')).toContainText('the clock can be moved from');
  expect(await violations(page)).toEqual([]);
});
