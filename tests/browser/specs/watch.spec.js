// The watch itself: what it must see, and the browser's walls.

import { origin } from '../support/sandbox.js';
import { Watch } from '../support/watch.js';
import { expect, test } from '../support/test.js';

for (const address of ['https://example.com/', 'http://93.184.215.14/', 'https://fonts.googleapis.com/css']) {
  test(`the browser reaches nothing at ${address}, and the try is seen`, async ({ browser }) => {
    const context = await browser.newContext();
    const watch = new Watch();
    await watch.over(context);
    const page = await context.newPage();
    await page.goto(`${origin}/_mock/health`);
    const reached = await page.evaluate((url) => fetch(url, { mode: 'no-cors' }).then(() => true, () => false), address);
    expect(reached).toBe(false);
    await expect.poll(() => watch.trouble.join()).toContain('ERR_');
    expect(watch.outside).toEqual([address]);
    await context.close();
  });
}

test('errors, warnings, violations and dialogs are seen', async ({ browser }) => {
  const context = await browser.newContext();
  const watch = new Watch();
  await watch.over(context);
  const page = await context.newPage();
  // The policy is the page's, so that the test does not depend on what the sandbox sends.
  await page.goto(`data:text/html,<meta http-equiv="content-security-policy" content="img-src 'none'"><p>`);
  await page.evaluate(() => {
    console.warn('a warning');
    setTimeout(() => {
      throw new Error('a thrown error');
    });
    alert('a dialog');
    document.body.append(Object.assign(new Image(), { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' }));
  });
  await expect.poll(() => watch.trouble.join('\n')).toMatch(/a warning[^]*a dialog|a dialog[^]*a warning/);
  await expect.poll(() => watch.trouble.join('\n')).toContain('a thrown error');
  await expect.poll(() => watch.trouble.join('\n')).toContain('the policy img-src was violated');
  await context.close();
});
