// Pages of other origins get nothing from the page and the control surface, and change nothing there.

import { foreignSite } from '../support/foreign.js';
import { callTo, control, now, origin, send, start } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

let site;
test.beforeAll(async () => {
  site = await foreignSite();
});
test.afterAll(() => site.close());

test.beforeEach(async ({ page, watch }) => {
  // The browser complains of everything that is tried here.
  watch.expect(/./);
  // Something that a reset, a clearing or a step of the clock would change.
  await control('POST', '/clock', { advance: '1h' });
  await control('PUT', '/faults', { faults: [{ provider: 'affitor', error_rate: 1 }] });
  await send(await callTo('partnero'));
  await page.goto(`http://localhost:${site.port}/`);
});

/** Checks that the sandbox is as it was before the page tried. */
async function expectUntouched() {
  expect(await now()).toBe(Date.parse(start) + 3_600_000);
  expect((await control('GET', '/faults')).faults).toHaveLength(1);
  const { entries } = await control('GET', '/journal');
  expect(entries.some((entry) => entry.provider === 'partnero')).toBe(true);
}

const addresses = ['/', '/world', '/journal', '/controls', '/_mock/world', '/_mock/journal', '/_mock/journal.har', '/_mock/clock', '/_mock/journal/stream'];

test('a foreign page reads nothing', async ({ page }) => {
  for (const address of addresses) {
    const read = await page.evaluate(async (url) => {
      const read = [];
      for (const mode of ['cors', 'no-cors']) {
        for (const credentials of ['include', 'omit']) {
          // A stream that is let in would never end.
          const signal = AbortSignal.timeout(1_000);
          read.push(await fetch(url, { mode, credentials, signal }).then((answer) => answer.text(), () => ''));
        }
      }
      return read;
    }, `${origin}${address}`);
    expect.soft(read, address).toEqual(['', '', '', '']);
  }
});

test('a foreign page posts what needs no preflight, and nothing happens', async ({ page }) => {
  const bodies = { '/_mock/clock': '{"advance":"1d"}', '/_mock/reset': '{}', '/_mock/journal/clear': '{}' };
  for (const [path, body] of Object.entries(bodies)) {
    await page.evaluate(
      async ([url, body]) => {
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/plain;application/json', '']) {
          const headers = type === '' ? {} : { 'content-type': type };
          await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', headers, body }).catch(() => {});
        }
        navigator.sendBeacon(url, body);
      },
      [`${origin}${path}`, body],
    );
  }
  await expectUntouched();
});

test('a form of a foreign page changes nothing', async ({ page }) => {
  for (const path of ['/_mock/clock', '/_mock/reset', '/_mock/journal/clear']) {
    await page.goto(`http://localhost:${site.port}/`);
    const answered = page.waitForResponse(`${origin}${path}`);
    await page.evaluate((url) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain', action: url });
      // As text/plain, this is sent as {"advance":"1d","x":"="}.
      form.append(Object.assign(document.createElement('input'), { name: '{"advance":"1d","x":"', value: '"}' }));
      document.body.append(form);
      form.submit();
    }, `${origin}${path}`);
    expect.soft((await answered).status(), path).toBe(403);
    await page.waitForURL(`${origin}${path}`);
  }
  await expectUntouched();
});

test('JSON of a foreign page is refused by the preflight', async ({ page }) => {
  for (const [method, path, body] of [
    ['POST', '/_mock/clock', '{"advance":"1d"}'],
    ['POST', '/_mock/reset', '{}'],
    ['POST', '/_mock/journal/clear', '{}'],
    ['PUT', '/_mock/faults', '{"faults":[]}'],
  ]) {
    const headers = { 'content-type': 'application/json' };
    const sent = await page.evaluate(
      ([url, request]) => fetch(url, request).then((answer) => answer.status, (error) => error.name),
      [`${origin}${path}`, { method, headers, body }],
    );
    expect.soft(sent, path).toBe('TypeError');
  }
  await expectUntouched();
});

test('a foreign page cannot listen to the journal', async ({ page }) => {
  const heard = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const stream = new EventSource(url, { withCredentials: true });
        stream.onopen = () => resolve('open');
        stream.addEventListener('entries', () => resolve('entries'));
        stream.onerror = () => resolve(stream.readyState === EventSource.CLOSED ? 'closed' : 'error');
      }),
    `${origin}/_mock/journal/stream`,
  );
  expect(heard).toBe('closed');
});

test('a foreign page frames nothing', async ({ page }) => {
  for (const path of ['/', '/controls', '/journal']) {
    await page.goto(`http://localhost:${site.port}/`);
    const answered = page.waitForResponse(`${origin}${path}`);
    await page.evaluate((url) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
    }, `${origin}${path}`);
    const status = (await answered).status();
    // Either the sandbox refuses the frame's request, or the browser refuses to show the answer.
    if (status !== 403) await expect.soft.poll(() => page.frames()[1]?.url(), path).toMatch(/^chrome-error:/);
    await expect.soft(page.frames()[1].getByTestId('nav-start'), path).toHaveCount(0);
  }
});

test('a foreign page uses no file', async ({ page }) => {
  for (const [element, path] of [
    ['script', '/_mock/world'],
    ['script', '/_mock/journal'],
    ['script', '/assets/journal.js'],
    ['img', '/assets/favicon.svg'],
    ['link', '/assets/style.css'],
  ]) {
    const loaded = await page.evaluate(
      ([name, url]) =>
        new Promise((resolve) => {
          const element = document.createElement(name);
          element.onload = () => resolve('loaded');
          element.onerror = () => resolve('refused');
          if (name === 'link') element.rel = 'stylesheet';
          element[name === 'link' ? 'href' : 'src'] = url;
          document.head.append(element);
        }),
      [element, `${origin}${path}`],
    );
    expect.soft(loaded, `${path} in <${element}>`).toBe('refused');
  }
});

test('a foreign page that opens the start page keeps no hold of it', async ({ page, context }) => {
  const opened = context.waitForEvent('page');
  await page.evaluate((url) => void (window.opened = window.open(url)), `${origin}/`);
  const other = await opened;
  await other.waitForLoadState('domcontentloaded');
  expect(await other.evaluate(() => window.opener)).toBe(null);
  await expect.poll(() => page.evaluate(() => window.opened.closed)).toBe(true);
});

test("a stranger's name that leads to this machine opens nothing", async ({ page, watch }) => {
  watch.own.push('rebound.test');
  const { port } = new URL(origin);
  for (const path of ['/', '/journal', '/controls', '/world', '/reference', '/assets/style.css', '/_mock/world', '/_mock/journal']) {
    const answer = await page.goto(`http://rebound.test:${port}${path}`);
    expect(answer.status(), path).toBe(403);
    expect(await answer.text(), path).not.toContain('sandbox"');
  }
});
