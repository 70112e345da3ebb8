// Copy buttons, and the lines that they copy.

import { shell, statusOf } from '../support/shell.js';
import { expect, test } from '../support/test.js';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('every copy button of the start page copies what it stands beside', async ({ page }) => {
  await page.goto('/');
  const buttons = page.locator('button[data-copy]');
  const tried = new Set();
  for (const language of ['Rust', 'TypeScript', 'fetch', 'curl']) {
    await page.getByRole('radio', { name: language }).check();
    for (const button of await buttons.all()) {
      const target = await button.getAttribute('data-copy');
      if (tried.has(target) || !(await button.isVisible())) continue;
      tried.add(target);
      await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
      await button.click();
      await expect(button).toHaveText('Copied');
      const expected = await page.locator(target).textContent();
      expect(await page.evaluate(() => navigator.clipboard.readText()), target).toBe(expected);
    }
  }
  // Five providers, and a call in four languages each.
  expect(tried.size).toBeGreaterThanOrEqual(20);
  expect(tried.size).toBe(await buttons.count());
  await expect(buttons.first()).toHaveText('Copy');
});

test('every call of the start page for a shell works', async ({ page }) => {
  await page.goto('/');
  const lines = (await page.locator('pre').allTextContents()).filter((text) => text.trim().startsWith('curl '));
  // One for each provider, and the first of them once more for who wants to call an API.
  expect(lines).toHaveLength(6);
  for (const line of lines) {
    await shell(line);
    expect([200, 201], line).toContain(await statusOf(line));
  }
});

test('every call of the start page with fetch works', async ({ page }) => {
  await page.goto('/');
  const samples = (await page.locator('pre').allTextContents()).filter((text) => /\bfetch\(/.test(text));
  expect(samples.length).toBeGreaterThanOrEqual(5);
  for (const sample of samples) {
    const source = `import * as http from 'node:http';
      const fetched = fetch; let status; globalThis.fetch = async (...all) => { const answer = await fetched(...all); status = answer.status; return answer; };
      ${sample}
      if (status !== 200 && status !== 201) throw new Error('it was answered ' + status);`;
    await shell('node --input-type=module --eval "$SAMPLE"', { SAMPLE: source });
  }
});
