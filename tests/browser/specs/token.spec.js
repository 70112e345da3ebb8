// Beyond loopback, the page and the control surface need the token that the sandbox printed.

import { expect, test } from '../support/test.js';

/** A sandbox that listens beyond loopback: the address of its paths, as a browser of this machine reaches them, and its token. */
async function open(startSandbox) {
  const { port, token } = await startSandbox('--host', '0.0.0.0', '--orders', '1000');
  return { at: (path) => `http://127.0.0.1:${port}${path}`, token };
}

test('without the token no page opens', async ({ page, watch, startSandbox }) => {
  // For an answer that is no page, the browser asks for an icon by itself.
  watch.expect(/status of 401|favicon\.ico/);
  const { at } = await open(startSandbox);
  for (const path of ['/', '/journal', '/controls', '/world', '/reference', '/_mock/world', '/_mock/journal/stream', '/?token=wrong']) {
    const answer = await page.goto(at(path));
    expect.soft(answer.status(), path).toBe(401);
    expect.soft(await answer.text(), path).not.toContain('pk-');
  }
});

test('with the token the page opens, stays open, and the address loses it', async ({ page, startSandbox }) => {
  const { at, token } = await open(startSandbox);
  await page.goto(at(`/?token=${token}`));
  await expect(page).toHaveURL(at('/'));
  const stream = page.waitForResponse((response) => response.url().endsWith('/_mock/journal/stream'));
  await page.getByTestId('nav-journal').click();
  expect((await stream).status()).toBe(200);
  await fetch(at('/partnero/v1/program'));
  await expect(page.getByTestId('journal-rows')).toContainText('/partnero/v1/program');
  await page.getByTestId('nav-controls').click();
  const before = await page.getByTestId('clock-now').textContent();
  await page.getByTestId('clock-day').click();
  await expect(page.getByTestId('clock-now')).not.toHaveText(before);
  expect(await page.content()).not.toContain(token);
});
