// A page of another origin: what any site on the web could serve.

import { createServer } from 'node:http';

const html = '<!doctype html><html lang="en"><title>A foreign page</title><link rel="icon" href="data:,"><p>Elsewhere</p>';

/** Starts a server of one empty page. Its `port` is any free one; `close` ends it. */
export async function foreignSite() {
  const server = createServer((request, response) => {
    const headers = { 'content-type': 'text/html' };
    // The page is then treated as one from the public internet, which this machine is not.
    if (request.url === '/public') headers['content-security-policy'] = 'treat-as-public-address';
    response.writeHead(200, headers).end(html);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
