// An app on another port that steers the sandbox.

import { foreignSite } from '../support/foreign.js';
import { expect, test } from '../support/test.js';

/** Moves the clock from inside the page, and gives the new time or the error. */
function advance(page, port) {
  return page.evaluate(async (url) => {
    const body = JSON.stringify({ advance: '1d' });
    const headers = { 'Content-Type': 'application/json' };
    try {
      const response = await fetch(url, { method: 'POST', headers, body });
      return (await response.json()).now;
    } catch (error) {
      return error.name;
    }
  }, `http://localhost:${port}/_mock/clock`);
}

test('a page of a named origin moves the clock, and one of another origin does not', async ({ page, watch, startSandbox }) => {
  // The browser says in its console that it kept the refusal from the page.
  watch.expect(/CORS policy|ERR_FAILED|status of 403/);
  const [app, other] = [await foreignSite(), await foreignSite()];
  try {
    const named = ['--control-origin', `http://localhost:${app.port}`];
    const { port } = await startSandbox('--orders', '10', '--now', '2026-06-08T12:00:00Z', ...named);
    await page.goto(`http://localhost:${app.port}/`);
    expect(await advance(page, port)).toBe('2026-06-09T12:00:00Z');
    await page.goto(`http://localhost:${other.port}/`);
    expect(await advance(page, port)).toBe('TypeError');
  } finally {
    app.close();
    other.close();
  }
});
