// What can be done with an exchange of the journal, on its page and in the dialog.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

import { open, openRow, rows } from '../support/journal.js';
import { callTo, control, operations, origin, refusedCall, send } from '../support/sandbox.js';
import { shell } from '../support/shell.js';
import { expect, test } from '../support/test.js';

/** The text of a download that the action starts, and its name. */
async function download(page, act) {
  const begun = page.waitForEvent('download');
  await act();
  const file = await begun;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** The files of an archive that is not compressed, read as JSON. */
function unpacked(bytes) {
  const files = {};
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [size, nameSize] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)];
    const body = at + 30 + nameSize;
    files[bytes.toString('utf8', at + 30, body)] = JSON.parse(bytes.toString('utf8', body, body + size));
    at = body + size;
  }
  return files;
}

/** Opens the exchange of the newest entry, as a page or in the dialog. */
async function openNewest(page, how) {
  if (how === 'dialog') {
    await open(page);
    return openRow(page, rows(page).first());
  }
  const { entries } = await control('GET', '/journal?limit=1');
  await page.goto(`/journal/${entries[0].id}`);
  return page.getByTestId('exchange');
}

/** Sends an operation of AgentRef that writes. */
async function write() {
  const operation = (await operations('agentref')).find(({ writes, method }) => writes && method === 'POST');
  const { url, method, headers } = operation;
  const answer = await fetch(url, { method, headers, body: JSON.stringify(operation.body ?? {}) });
  expect(answer.status).toBe(operation.success);
  return operation;
}

for (const how of ['page', 'dialog']) {
  test(`an exchange of the journal is sent again from the ${how}`, async ({ page }) => {
    const call = await callTo('wecantrack');
    await send(call);
    const exchange = await openNewest(page, how);
    const before = await exchange.getAttribute('data-id');
    await exchange.getByTestId('exchange-again').click();
    await expect(page.locator(`[data-testid=exchange]:not([data-id="${before}"])`)).toBeVisible();
    const { entries } = await control('GET', '/journal');
    expect(entries.map(({ target, status }) => [target, status])).toEqual(Array(2).fill([new URL(call.url).pathname + new URL(call.url).search, 200]));
    await expect(page.getByTestId('exchange')).toHaveAttribute('data-id', String(entries[0].id));
  });

  test(`a request of the journal that writes is sent again from the ${how} only if that is confirmed`, async ({ page, watch }) => {
    // Sending it twice may be a conflict.
    watch.expect(/status of 4\d\d/);
    await write();
    const exchange = await openNewest(page, how);
    await exchange.getByTestId('exchange-again').click();
    await expect(exchange.getByText('This request may change the sandbox.')).toBeVisible();
    await exchange.getByTestId('exchange-again-no').click();
    expect((await control('GET', '/journal')).entries).toHaveLength(1);
    await exchange.getByTestId('exchange-again').click();
    const before = await exchange.getAttribute('data-id');
    await page.keyboard.press('Enter');
    await expect(page.locator(`[data-testid=exchange]:not([data-id="${before}"])`)).toBeVisible();
    expect((await control('GET', '/journal')).entries).toHaveLength(2);
  });

  test(`an exchange of the journal is edited in the form of its operation, from the ${how}`, async ({ page }) => {
    await send(await refusedCall());
    const exchange = await openNewest(page, how);
    await exchange.getByTestId('exchange-edit').click();
    await expect(page).toHaveURL(/\/reference\/wecantrack\//);
    const limit = page.getByTestId('try-form').locator('[name=limit]');
    await expect(limit).toHaveValue('2000');
    await limit.fill('5');
    await page.getByTestId('try-send').click();
    await expect(page.getByTestId('try-status')).toContainText('200');
  });

  test(`an exchange of the journal is written in several languages on the ${how}, with the sandbox's key`, async ({ page, context }) => {
    await send(await callTo('wecantrack'));
    let exchange = await openNewest(page, how);
    await expect(exchange.getByTestId('exchange-curl')).toContainText('$WECANTRACK_API_KEY');
    for (const [title, language, variable] of [
      ['fetch', 'fetch', 'process.env.WECANTRACK_API_KEY'],
      ['TypeScript', 'typescript', 'process.env.WECANTRACK_API_KEY!'],
      ['HTTPie', 'httpie', '"$WECANTRACK_API_KEY"'],
    ]) {
      await exchange.getByRole('radio', { name: title }).check();
      await expect(exchange.getByTestId(`exchange-${language}`)).toContainText(variable);
      await expect(exchange.getByTestId('exchange-curl')).toBeHidden();
    }
    await exchange.getByTestId('exchange-key').check();
    await expect(exchange.getByTestId('exchange-httpie')).toContainText("'x-api-key:wct-sandbox'");

    // Another page remembers both choices.
    const other = await context.newPage();
    exchange = await openNewest(other, 'page');
    await expect(exchange.getByTestId('exchange-httpie')).toContainText("'x-api-key:wct-sandbox'");
    await exchange.getByRole('radio', { name: 'curl' }).check();
    const line = await exchange.getByTestId('exchange-curl').innerText();
    expect(JSON.parse(await shell(line)).data).toBeInstanceOf(Array);
    await exchange.getByRole('radio', { name: 'fetch' }).check();
    const module = await exchange.getByTestId('exchange-fetch').innerText();
    expect(await shell('node --input-type=module --eval "$SAMPLE"', { SAMPLE: module, FORCE_COLOR: '0' })).toMatch(/^200 /);
  });

  test(`an exchange of the journal is saved as HAR and as a fixture from the ${how}`, async ({ page }) => {
    await send(await callTo('partnero'));
    await send(await callTo('fullwhere'));
    const exchange = await openNewest(page, how);
    const har = await download(page, () => exchange.getByTestId('exchange-har').click());
    expect(har.name).toMatch(/^exchange-\d+\.har$/);
    expect(JSON.parse(har.bytes).log.entries.map(({ request }) => new URL(request.url).pathname.split('/')[1])).toEqual(['fullwhere']);
    const fixture = await download(page, () => exchange.getByTestId('exchange-fixture').click());
    expect(fixture.name).toMatch(/^fullwhere-\w+-20\d-\d+\.json$/);
    const { request, response } = JSON.parse(fixture.bytes);
    expect(request).toMatchObject({ method: expect.any(String), target: expect.stringContaining('/fullwhere/'), headers: expect.any(Object) });
    expect(response).toMatchObject({ status: expect.any(Number), body: expect.any(Object) });
    expect(fixture.bytes.toString()).not.toContain('fw-key-sandbox');
  });
}

test('a request of the journal with an unknown key cannot be sent again, and its key is nowhere', async ({ page }) => {
  const call = await callTo('wecantrack');
  const key = 'live-key-of-somebody-1234';
  await fetch(call.url, { headers: { 'x-api-key': key } }).then((answer) => answer.text());
  const exchange = await openNewest(page, 'page');
  await expect(exchange).toContainText('Cannot be sent again: it has a key that the sandbox does not list');
  await expect(exchange.getByTestId('exchange-again')).toHaveCount(0);
  await expect(exchange.getByTestId('exchange-key')).toHaveCount(0);
  const { id } = (await control('GET', '/journal')).entries[0];
  const details = await fetch(`${origin}/journal/${id}/details`).then((answer) => answer.text());
  expect(details + await page.content()).not.toContain(key);
});

test('the choice of a language lasts as long as the page of the journal where storage is refused', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });
  });
  await send(await callTo('partnero'));
  const exchange = await openNewest(page, 'page');
  await exchange.getByRole('radio', { name: 'HTTPie' }).check();
  await expect(exchange.getByTestId('exchange-httpie')).toBeVisible();
});

test('the filtered journal is saved as fixtures, a file for each exchange', async ({ page }) => {
  await send(await callTo('partnero'));
  await send(await callTo('wecantrack'));
  await send(await refusedCall());
  await open(page, '?provider=wecantrack');
  await expect(rows(page)).toHaveCount(2);
  const { name, bytes } = await download(page, () => page.getByTestId('journal-fixtures').click());
  expect(name).toBe('trackside-fixtures.zip');
  const files = unpacked(bytes);
  expect(Object.values(files).map(({ response }) => response.status).sort()).toEqual([200, 422]);
  for (const file of Object.keys(files)) expect(file).toMatch(/^wecantrack-\w+-(200|422)-\d+\.json$/);
  await expect(page.locator('.live')).toContainText('2 fixtures saved.');
});

test('two responses of the journal are compared line by line', async ({ page }) => {
  const call = await callTo('wecantrack');
  await send(call);
  await send({ ...call, url: call.url.replace('limit=5', 'limit=4') });
  await send(await callTo('partnero'));
  await open(page);
  await expect(rows(page)).toHaveCount(3);
  const box = (place) => rows(page).nth(place).getByRole('checkbox');
  const compare = page.getByTestId('journal-compare');
  await box(1).check();
  await expect(compare).toBeDisabled();
  await box(2).check();
  await compare.click();
  const comparison = page.getByTestId('comparison');
  await expect(comparison).toBeVisible();
  await expect(page.getByTestId('comparison-sum')).toContainText(/\d+ lines? only in the first \(−\), \d+ lines? only in the second \(\+\)/);
  const lines = (await page.getByTestId('comparison-lines').innerText()).split('\n');
  expect(lines.some((line) => /^− .*"to": 5/.test(line))).toBe(true);
  expect(lines.some((line) => /^\+ .*"to": 4/.test(line))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(comparison).toBeHidden();
  await expect(compare).toBeHidden();
});

test('two equal responses of the journal are said to be the same', async ({ page }) => {
  const call = await callTo('partnero');
  await send(call);
  await send(call);
  await open(page);
  for (const place of [0, 1]) await rows(page).nth(place).getByRole('checkbox').check();
  await page.getByTestId('journal-compare').click();
  await expect(page.getByTestId('comparison-sum')).toHaveText('The two bodies are the same.');
});

test('the difference of the journal is the shortest, and large ones end', async ({ page }) => {
  await page.goto('/journal');
  const told = await page.evaluate(async () => {
    const { difference } = await import('/assets/diff.js');
    const written = (before, after) => difference(before.split(''), after.split('')).map(([mark, line]) => mark.trim() + line).join(' ');
    const lines = (start) => Array.from({ length: 20_000 }, (_, index) => `${start}${index}`);
    const began = performance.now();
    const large = difference(lines('a'), lines('b')).length;
    return [written('abcd', 'acxd'), written('', 'a'), written('a', ''), written('abc', 'abc'), large, performance.now() - began < 2_000];
  });
  expect(told).toEqual(['a -b c +x d', '+a', '-a', 'a b c', 40_000, true]);
});

for (const how of ['page', 'dialog']) {
  test(`an exchange of the journal lists the webhooks that it caused, on the ${how}`, async ({ page }) => {
    const server = createServer((request, response) => { request.resume(); response.writeHead(204).end(); });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const [registration] = (await operations('agentref')).filter(({ id }) => /createWebhook/i.test(id));
    const url = `http://localhost:${server.address().port}/hook`;
    const { headers } = registration;
    const answer = await fetch(registration.url, { method: 'POST', headers, body: JSON.stringify({ ...registration.body, url }) });
    expect(answer.status, await answer.text()).toBe(registration.success);
    await control('POST', '/events', { event: 'sale' });
    const { entries } = await control('GET', '/journal?provider=control');
    const caused = entries.find(({ events }) => events.length > 0);
    const deliveries = () => Promise.all(caused.events.map((entry) => control('GET', `/webhooks/deliveries?entry=${entry}`)));
    await expect.poll(async () => (await deliveries()).flatMap((list) => list.deliveries).map(({ state }) => state)).toContain('delivered');
    if (how === 'page') await page.goto(`/journal/${caused.id}`);
    else {
      await open(page);
      await page.locator(`tr[data-id="${caused.id}"]`).getByRole('link').click();
    }
    const list = page.getByTestId('exchange-deliveries');
    await expect(list).toContainText(/conversion\.created of agentref to http:\/\/localhost:\d+\/hook: delivered/);
    await expect(list.getByRole('link').first()).toHaveAttribute('href', /^\/webhooks\/\d+$/);
    server.closeAllConnections();
    server.close();
  });
}
