// The journal: what another client asks appears, and can be opened, filtered, kept and taken away.

import { readFile } from 'node:fs/promises';

import { open, openRow, rows } from '../support/journal.js';
import { callTo, calls, control, origin, refusedCall, send } from '../support/sandbox.js';
import { statusOf } from '../support/shell.js';
import { expect, test } from '../support/test.js';

test('a request of another client appears without a reload', async ({ page }) => {
  await open(page);
  await expect(rows(page)).toHaveCount(0);
  await page.evaluate(() => (window.untouched = true));
  for (const call of await calls()) await send(call);
  await expect(rows(page)).toHaveCount(5);
  // The newest stands first.
  for (const [place, provider] of ['wecantrack', 'fullwhere', 'partnero', 'affitor', 'agentref'].entries()) {
    await expect(rows(page).nth(place)).toContainText(`/${provider}/`);
    await expect(rows(page).nth(place).getByRole('cell').filter({ hasText: /^20[01]$/ })).toHaveCount(1);
  }
  expect(await page.evaluate(() => window.untouched)).toBe(true);
});

test('an exchange shows request, answer and what departs from the contract, in words', async ({ page }) => {
  await open(page);
  await send(await refusedCall());
  const row = rows(page).first();
  await expect(row).toContainText('422');
  await expect(row).toContainText(/`?limit`? is above 1000/);
  const exchange = await openRow(page, row);
  await expect(exchange).toContainText('limit=2000');
  await expect(exchange).toContainText('x-api-key');
  await expect(exchange).toContainText('The limit field must not be greater than 1000.');
  await expect(page.getByTestId('exchange-problems')).toContainText(/`?limit`? is 2000, the contract says at most 1000/);
  await page.keyboard.press('Escape');
  await expect(exchange).toBeHidden();
});

test('of secrets only the last four characters are shown', async ({ page }) => {
  const asked = await calls();
  const { url } = asked.find((call) => call.provider === 'wecantrack');
  // With the key in the query, the links of the answer repeat it.
  asked.push({ url: `${url}&api_key=wct-sandbox`, request: {}, secrets: ['wct-sandbox'] });
  for (const call of asked) {
    const answer = await send(call);
    if (call.url.includes('api_key=')) expect(answer, 'the answer repeats the key').toContain('wct-sandbox');
  }
  const secrets = asked.flatMap((call) => call.secrets);
  await open(page);
  await expect(rows(page)).toHaveCount(asked.length);
  const { entries } = await control('GET', '/journal');
  const shown = [await page.content()];
  // The newest entry comes first. A public call has nothing to hide.
  for (const [place, { id }] of entries.entries()) {
    await page.goto(`/journal/${id}`);
    await expect(page.getByTestId('exchange')).toBeVisible();
    if (asked[asked.length - 1 - place].secrets.length > 0) await expect(page.getByTestId('exchange')).toContainText('…');
    shown.push(await page.content());
    shown.push(JSON.stringify(await control('GET', `/journal/${id}`)));
  }
  for (const text of shown) {
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
  await page.goto(`/journal/${entries[0].id}`);
  for (const place of [/api_key=(…|%E2%80%A6)dbox/]) await expect(page.getByTestId('exchange')).toContainText(place);
  await page.goto(`/journal/${entries[1].id}`);
  await expect(page.getByTestId('exchange')).toContainText('…dbox');
});

test('the open exchange hides secrets as its page does', async ({ page }) => {
  const call = await callTo('wecantrack');
  await open(page);
  await send({ url: `${call.url}&api_key=wct-sandbox`, request: {} });
  const exchange = await openRow(page, rows(page).first());
  await expect(exchange).toContainText('next_page_url');
  expect(await page.content()).not.toContain('wct-sandbox');
});

test('the filter keeps what is asked for, of old entries and of new ones', async ({ page }) => {
  const partnero = await callTo('partnero');
  await send(partnero);
  await send(await refusedCall());
  await open(page);
  await expect(rows(page)).toHaveCount(2);
  await page.getByTestId('journal-filter-provider').selectOption('partnero');
  await expect(rows(page)).toHaveCount(1);
  await send(await callTo('wecantrack'));
  await send(partnero);
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByTestId('journal-rows')).not.toContainText('/wecantrack/');
  await page.getByTestId('journal-filter-provider').selectOption('');
  await expect(rows(page)).toHaveCount(4);
  await page.getByTestId('journal-filter-status').selectOption('4xx');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('422');
  await page.getByTestId('journal-filter-status').selectOption('');
  await page.getByTestId('journal-filter-text').fill('V1/PROGRAM');
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByTestId('journal-rows')).not.toContainText('/wecantrack/');
});

test('nothing appears while it pauses, and everything afterwards', async ({ page }) => {
  const call = await callTo('partnero');
  await open(page);
  const pause = page.getByTestId('journal-pause');
  await pause.click();
  // A second listener tells when the page has heard of them.
  await page.evaluate(() => {
    window.heard = 0;
    const stream = new EventSource('/_mock/journal/stream');
    stream.addEventListener('entries', ({ data }) => (window.heard += JSON.parse(data).length));
    return new Promise((resolve) => stream.addEventListener('open', resolve));
  });
  await send(call);
  await send(call);
  await page.waitForFunction(() => window.heard === 2);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await expect(rows(page)).toHaveCount(0);
  await pause.click();
  await expect(rows(page)).toHaveCount(2);
  await send(call);
  await expect(rows(page)).toHaveCount(3);
});

test('clearing empties the journal, here and for everybody', async ({ page }) => {
  await send(await callTo('partnero'));
  await open(page);
  await expect(rows(page)).toHaveCount(1);
  await page.getByTestId('journal-clear').click();
  await expect(rows(page)).toHaveCount(0);
  expect((await control('GET', '/journal')).entries).toEqual([]);
  await send(await callTo('affitor'));
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('/affitor/');
});

test('the recording is HAR 1.2, complete and without secrets', async ({ page }) => {
  const asked = await calls();
  for (const call of asked) await send(call);
  const wecantrack = asked.at(-1);
  await send({ url: `${wecantrack.url}&api_key=wct-sandbox`, request: {} });
  await open(page);
  const download = page.waitForEvent('download');
  await page.getByTestId('journal-har').click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.har$/);
  const text = await readFile(await file.path(), 'utf8');
  for (const secret of asked.flatMap((call) => call.secrets)) expect(text).not.toContain(secret);
  const { log } = JSON.parse(text);
  expect(log.version).toBe('1.2');
  expect(log.creator).toMatchObject({ name: expect.any(String), version: expect.any(String) });
  expect(log.entries).toHaveLength(asked.length + 1);
  for (const entry of log.entries) {
    expect(entry).toMatchObject({
      startedDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/),
      time: expect.any(Number),
      request: {
        method: expect.stringMatching(/^(GET|POST)$/),
        url: expect.stringMatching(/^http:\/\//),
        httpVersion: expect.any(String),
        cookies: expect.any(Array),
        headers: expect.any(Array),
        queryString: expect.any(Array),
        headersSize: expect.any(Number),
        bodySize: expect.any(Number),
      },
      response: {
        status: expect.any(Number),
        statusText: expect.any(String),
        httpVersion: expect.any(String),
        cookies: expect.any(Array),
        headers: expect.any(Array),
        content: { size: expect.any(Number), mimeType: expect.stringContaining('json'), text: expect.any(String) },
        redirectURL: '',
        headersSize: expect.any(Number),
        bodySize: expect.any(Number),
      },
      cache: {},
      timings: { send: expect.any(Number), wait: expect.any(Number), receive: expect.any(Number) },
    });
  }
});

test('the line for a shell repeats the request', async ({ page }) => {
  await open(page);
  await send(await refusedCall());
  await openRow(page, rows(page).first());
  const line = await page.getByTestId('exchange-curl').innerText();
  expect(line).not.toContain('wct-sandbox');
  expect(await statusOf(line, { WECANTRACK_API_KEY: 'wct-sandbox' })).toBe(422);
  await expect(rows(page)).toHaveCount(2);
});

test('the line for a shell repeats a body with quotes in it', async ({ page }) => {
  const call = await callTo('fullwhere');
  const body = JSON.stringify({ purchases: [`it's "$HOME" \`id\` \\ <é>`] });
  await fetch(call.url, { ...call.request, body });
  await open(page);
  await openRow(page, rows(page).first());
  const line = await page.getByTestId('exchange-curl').innerText();
  const first = (await control('GET', '/journal')).entries[0];
  const keys = { FULLWHERE_API_KEY: 'fw-key-sandbox', FULLWHERE_API_SECRET: 'fw-secret-sandbox' };
  expect(await statusOf(line, keys)).toBe(first.status);
  const [second] = (await control('GET', '/journal')).entries;
  expect(second.id).toBeGreaterThan(first.id);
  expect((await control('GET', `/journal/${second.id}`)).request.body).toBe(body);
});

test('a journal that lost its connection finds it again', async ({ page, context, watch }) => {
  watch.expect(/ERR_INTERNET_DISCONNECTED/);
  await open(page);
  await context.setOffline(true);
  await send(await callTo('partnero'));
  await context.setOffline(false);
  await send(await callTo('affitor'));
  await expect(rows(page).filter({ hasText: '/affitor/' })).toHaveCount(1, { timeout: 15_000 });
});

test('unknown paths are noted as well', async ({ page }) => {
  await open(page);
  await fetch(`${origin}/nobody/here`);
  await expect(rows(page).first()).toContainText('/nobody/here');
  await expect(rows(page).first()).toContainText('404');
});
