// Pages of other origins on this machine may call the providers, and pages from elsewhere may not.

import { request as httpRequest } from 'node:http';

import { foreignSite } from '../support/foreign.js';
import { callTo, calls, origin } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

let site;
test.beforeAll(async () => {
  site = await foreignSite();
});
test.afterAll(() => site.close());

/** Calls from the page, as its own script would. */
function fetchFrom(page, url, request) {
  return page.evaluate(
    async ([url, request]) => {
      const answer = await fetch(url, { credentials: 'include', ...request });
      const { type, status } = answer;
      return { type, status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
    },
    [url, request],
  );
}

for (const host of ['127.0.0.1', 'localhost']) {
  test(`a page of ${host} calls every provider, with credentials and their headers`, async ({ page }) => {
    await page.goto(`http://${host}:${site.port}/`);
    for (const call of await calls()) {
      const answer = await fetchFrom(page, call.url, call.request);
      expect(answer, call.provider).toMatchObject({ type: 'cors', status: call.status });
      JSON.parse(answer.body);
      expect(answer.headers, call.provider).toHaveProperty('x-mock-now');
      expect(answer.headers, call.provider).toHaveProperty('x-request-id');
    }
  });
}

test('a page calls every provider at its own host name', async ({ page }) => {
  await page.goto(`http://127.0.0.1:${site.port}/`);
  const { port } = new URL(origin);
  for (const { provider, hostPath, request, status } of await calls()) {
    const answer = await fetchFrom(page, `http://${provider}.localhost:${port}${hostPath}`, request);
    expect(answer, provider).toMatchObject({ type: 'cors', status });
  }
});

test('a page reads the allowance, and why it was refused', async ({ page, watch }) => {
  watch.expect(/status of 4\d\d/);
  await page.goto(`http://localhost:${site.port}/`);
  const { url, request } = await callTo('agentref');
  const allowed = await fetchFrom(page, url, request);
  for (const header of ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset']) {
    expect(Number(allowed.headers[header]), header).toBeGreaterThan(0);
  }
  const refused = await fetchFrom(page, url, { headers: { authorization: 'Bearer nobody' } });
  expect(refused.status).toBe(401);
  expect(refused.headers['x-mock-reason']).toMatch(/\w/);
  const failed = await fetchFrom(page, url, { headers: { ...request.headers, prefer: 'code=404' } });
  expect(failed.status).toBe(404);
  expect(failed.headers['preference-applied']).toBe('code=404');
});

test('a page calls with the key in the query, which needs no preflight', async ({ page }) => {
  await page.goto(`http://localhost:${site.port}/`);
  const { url } = await callTo('wecantrack');
  const answer = await fetchFrom(page, `${url}&api_key=wct-sandbox`, {});
  expect(answer).toMatchObject({ type: 'cors', status: 200 });
});

test('a page of a sandboxed frame may not call, because its origin is null', async ({ page, watch }) => {
  watch.expect(/ERR_FAILED|blocked by CORS policy/);
  await page.goto(`http://localhost:${site.port}/`);
  const { url, request } = await callTo('partnero');
  const status = await page.evaluate(
    ([url, request]) =>
      new Promise((resolve) => {
        addEventListener('message', (event) => resolve(event.data), { once: true });
        const script = `fetch(${JSON.stringify(url)}, ${JSON.stringify(request)}).then((answer) => answer.status, String).then((it) => parent.postMessage(it, '*'))`;
        const frame = Object.assign(document.createElement('iframe'), { srcdoc: `<script>${script}</scr` + 'ipt>' });
        frame.setAttribute('sandbox', 'allow-scripts');
        document.body.append(frame);
      }),
    [url, request],
  );
  expect(status).toBe('TypeError: Failed to fetch');
});

test('a page of the public internet calls, once its user lets it into the local network', async ({ context, page, watch }) => {
  const address = `http://localhost:${site.port}`;
  const { url, request } = await callTo('wecantrack');
  await page.goto(`${address}/public`);
  watch.expect(/ERR_FAILED|blocked by CORS policy/);
  await expect(fetchFrom(page, url, request)).rejects.toThrow('Failed to fetch');
  await context.grantPermissions(['local-network-access'], { origin: address });
  expect(await fetchFrom(page, url, request)).toMatchObject({ type: 'cors', status: 200 });
});

test('preflights into a private network are answered', async () => {
  for (const { provider, url, request } of await calls()) {
    const headers = await preflight(url, {
      origin: 'http://app.localhost:3000',
      'access-control-request-method': request.method ?? 'GET',
      'access-control-request-headers': Object.keys(request.headers).sort().join(','),
      'access-control-request-private-network': 'true',
    });
    expect(headers, provider).toMatchObject({
      'access-control-allow-origin': 'http://app.localhost:3000',
      'access-control-allow-credentials': 'true',
      'access-control-allow-private-network': 'true',
      'access-control-allow-methods': request.method ?? 'GET',
      'access-control-allow-headers': Object.keys(request.headers).sort().join(','),
    });
  }
});

/** The headers of the answer to a preflight. `fetch` would not send such headers. */
function preflight(url, headers) {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'OPTIONS', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.headers));
    });
    request.on('error', reject);
    request.end();
  });
}
