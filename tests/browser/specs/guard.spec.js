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

for (const address of addresses) {
  test(`a foreign page reads nothing of ${address}`, async ({ page }) => {
    const read = await page.evaluate(async (url) => {
      const read = [];
      for (const mode of ['cors', 'no-cors']) {
        for (const credentials of ['include', 'omit']) {
          const stop = AbortSignal.timeout(1_000);
          read.push(await fetch(url, { mode, credentials, signal: stop }).then((answer) => answer.text(), () => ''));
        }
      }
      return read;
    }, `${origin}${address}`);
    expect(read).toEqual(['', '', '', '']);
  });
}

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

for (const path of ['/_mock/clock', '/_mock/reset', '/_mock/journal/clear']) {
  test(`a form of a foreign page changes nothing at ${path}`, async ({ page }) => {
    const answered = page.waitForResponse(`${origin}${path}`);
    await page.evaluate((url) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain', action: url });
      // As text/plain, this is sent as {"advance":"1d","x":"="}.
      form.append(Object.assign(document.createElement('input'), { name: '{"advance":"1d","x":"', value: '"}' }));
      document.body.append(form);
      form.submit();
    }, `${origin}${path}`);
    expect((await answered).status()).toBe(403);
    await expectUntouched();
  });
}

for (const [method, path, body] of [
  ['POST', '/_mock/clock', '{"advance":"1d"}'],
  ['POST', '/_mock/reset', '{}'],
  ['POST', '/_mock/journal/clear', '{}'],
  ['PUT', '/_mock/faults', '{"faults":[]}'],
]) {
  test(`JSON of a foreign page is refused by the preflight of ${method} ${path}`, async ({ page }) => {
    const sent = await page.evaluate(
      ([url, method, body]) =>
        fetch(url, { method, headers: { 'content-type': 'application/json' }, body }).then((answer) => answer.status, (error) => error.name),
      [`${origin}${path}`, method, body],
    );
    expect(sent).toBe('TypeError');
    await expectUntouched();
  });
}

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

for (const path of ['/', '/controls', '/journal', '/viewer/wecantrack']) {
  test(`a foreign page cannot frame ${path}`, async ({ page }) => {
    const answered = page.waitForResponse(`${origin}${path}`);
    await page.evaluate((url) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
    }, `${origin}${path}`);
    await answered;
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
  });
}

for (const [element, path] of [
  ['script', '/_mock/world'],
  ['script', '/_mock/journal'],
  ['script', '/assets/journal.js'],
  ['img', '/assets/favicon.svg'],
  ['link', '/assets/style.css'],
]) {
  test(`a foreign page cannot use ${path} in <${element}>`, async ({ page }) => {
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
    expect(loaded).toBe('refused');
  });
}

test('a foreign page that opens the start page keeps no hold of it', async ({ page, context }) => {
  const opened = context.waitForEvent('page');
  await page.evaluate((url) => void (window.opened = window.open(url)), `${origin}/`);
  const other = await opened;
  await other.waitForLoadState('domcontentloaded');
  expect(await other.evaluate(() => window.opener)).toBe(null);
  await expect.poll(() => page.evaluate(() => window.opened.closed)).toBe(true);
});

test("a stranger's name that leads to this machine opens nothing", async ({ page }) => {
  const { port } = new URL(origin);
  for (const path of ['/', '/journal', '/controls', '/world', '/reference', '/assets/style.css', '/_mock/world', '/_mock/journal']) {
    const answer = await page.goto(`http://rebound.test:${port}${path}`);
    expect(answer.status(), path).toBe(403);
    expect(await answer.text(), path).not.toContain('sandbox"');
  }
});
