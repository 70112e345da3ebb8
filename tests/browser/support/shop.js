// A shop beside the sandbox: a page of another origin that loads Affitor's own package.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packed = dirname(createRequire(import.meta.url).resolve('@affitor/tracker'));
const loader = readFileSync(join(packed, 'pure.mjs'), 'utf8');

/** The page: it loads the tracker of the program, and keeps it as `tracker`. */
const page = (program, scriptUrl) => `<!doctype html>
<html lang="en"><title>A shop</title><link rel="icon" href="data:,"><p>Buy something</p>
<script type="module">
  import { loadAffitor } from '/tracker.mjs';
  window.tracker = await loadAffitor(${JSON.stringify(program)}, { scriptUrl: ${JSON.stringify(scriptUrl)} });
</script></html>`;

/** Starts the shop of a program. Its `url` is where it is; `close` ends it. */
export async function shop(program, scriptUrl) {
  const server = createServer((request, response) => {
    const isLoader = request.url === '/tracker.mjs';
    response.writeHead(200, { 'content-type': isLoader ? 'text/javascript' : 'text/html' });
    response.end(isLoader ? loader : page(program, scriptUrl));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
