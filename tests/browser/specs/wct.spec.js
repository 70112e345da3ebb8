// The loader of a website pulls in the stand-in for wecantrack's script, and clicks on links to other hosts are registered.

import { createServer } from 'node:http';

import { callTo, control, origin, reset } from '../support/sandbox.js';
import { expect, test } from '../support/test.js';

/** A page of a publisher, with the loader and links; and the page of a shop, at the same server. `links` gets its URL. */
async function publisher(loader, links) {
  let page;
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(request.url.startsWith('/shop') ? '<!doctype html><html lang="en"><title>A shop</title></html>' : page);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const anchors = links(url).map(({ id, href }) => `<a id="${id}" href="${href}">${id}</a>`).join(' ');
  page = `<!doctype html>
<html lang="en"><title>Ten lamps</title><link rel="icon" href="data:,"><p>${anchors}</p><script>${loader}</script></html>`;
  return {
    url,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

let link;
let loader;
let site;
test.beforeEach(async () => {
  await reset();
  const { programs, websites } = await control('GET', '/world');
  link = programs.find(({ partner_link: link }) => link !== null).partner_link;
  const { headers } = (await callTo('wecantrack')).request;
  loader = await (await fetch(`${origin}/wecantrack/api/v1/websites/script?url=${websites[0].url}`, { headers })).text();
});
test.afterEach(() => site.close());

const clicks = async () => (await control('GET', '/events?event=click')).events;

test('a click on a link to a shop is registered, and the link carries its reference', async ({ page }) => {
  site = await publisher(loader, (url) => [{ id: 'shop', href: `${link}?to=${url}/shop` }]);
  await page.goto(site.url);
  await page.waitForFunction(() => document.cookie.includes('_wctrck='));
  await page.click('#shop');
  await page.waitForURL(`${site.url}/shop**`);

  const [click, ...others] = await clicks();
  expect(others).toEqual([]);
  expect(click.cause.provider).toBe('wecantrack');
  const reference = new URL(page.url()).search.match(/WCT\d{12}[0-9a-z]{5}/)[0];
  await control('POST', '/events', { event: 'sale', customer: reference });
});

test('a link that cannot be tracked is followed as it is', async ({ page }) => {
  site = await publisher(loader, () => [{ id: 'other', href: 'http://127.0.0.1:9/elsewhere' }, { id: 'own', href: '/shop' }]);
  await page.route('http://127.0.0.1:9/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Elsewhere</title>' }));
  await page.goto(site.url);
  await page.waitForFunction(() => document.cookie.includes('_wctrck='));
  await page.click('#other');
  await page.waitForURL('http://127.0.0.1:9/elsewhere');
  await page.goto(site.url);
  await page.click('#own');
  await page.waitForURL(`${site.url}/shop`);
  expect(await clicks()).toEqual([]);
});
