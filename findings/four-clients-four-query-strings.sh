#!/usr/bin/env bash
# One operation, one call, four generated clients: four different query strings.
#
# Expected: `style` and `explode` in the document decide the query string, so every client made from it sends
#   `status=open,closed&filter[from]=a&filter[to]=b&first=x&last=y`: a list that is not exploded, a `deepObject`, and
#   an object in the default style.
# Seen: only @hey-api/openapi-ts sends that. openapi-fetch knows types, not styles, so it repeats `status` and writes
#   the default object as deepObject. orval 8 writes `window=[object Object]`. openapi-python-client repeats `status`
#   and flattens the deepObject to `from=a&to=b`. None of them warns.
# Why it matters: a mock that reads queries as the document says refuses three of four clients, and one that ignores
#   unknown parameters returns everything unfiltered, so that a wrong client looks right.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts orval@8.38.0 @hey-api/openapi-ts@0.95.0 \
  openapi-fetch@0.17.0 esbuild@0.28.2 typescript@5.9.3 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet openapi-python-client==0.29.1 httpx==0.28.1 || exit 2

cat > document.yaml <<'YAML'
openapi: 3.0.3
info: { title: Orders, version: "1" }
servers: [{ url: 'http://127.0.0.1:1' }]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - name: status
          in: query
          style: form
          explode: false
          schema: { type: array, items: { type: string } }
        - name: filter
          in: query
          style: deepObject
          explode: true
          schema: { type: object, properties: { from: { type: string }, to: { type: string } } }
        - name: window
          in: query
          schema: { type: object, properties: { first: { type: string }, last: { type: string } } }
      responses:
        '200':
          description: Orders
          content: { application/json: { schema: { type: array, items: { type: string } } } }
YAML
cat > expected.txt <<'TXT'
@hey-api/openapi-ts: status=open,closed&filter[from]=a&filter[to]=b&first=x&last=y
openapi-fetch: status=open&status=closed&filter[from]=a&filter[to]=b&window[first]=x&window[last]=y
orval: status=open,closed&window=[object Object]&filter[from]=a&filter[to]=b
openapi-python-client: status=open&status=closed&from=a&to=b&first=x&last=y
TXT

cat > orval.config.cjs <<'JS'
module.exports = {
  orders: {
    input: './document.yaml',
    output: { target: './orval.ts', client: 'fetch', baseUrl: 'http://127.0.0.1:1' },
  },
};
JS
npx --no-install orval --config orval.config.cjs > orval.log 2>&1
npx --no-install openapi-ts --input document.yaml --output hey > hey.log 2>&1
cat > call.ts <<'TS'
import { listOrders as hey } from './hey/sdk.gen';
import createClient from 'openapi-fetch';
import { listOrders as orval } from './orval';

const query = { status: ['open', 'closed'], filter: { from: 'a', to: 'b' }, window: { first: 'x', last: 'y' } };
let seen = '';
globalThis.fetch = (async (input: Request | string) => {
  const { search } = new URL(typeof input === 'string' ? input : input.url);
  seen = decodeURIComponent(search.slice(1).replaceAll('+', ' '));
  return new Response('[]', { headers: { 'content-type': 'application/json' } });
}) as typeof fetch;

await hey({ query });
console.log(`@hey-api/openapi-ts: ${seen}`);
await (createClient({ baseUrl: 'http://127.0.0.1:1' }) as any).GET('/orders', { params: { query } });
console.log(`openapi-fetch: ${seen}`);
await orval(query);
console.log(`orval: ${seen}`);
TS
node_modules/.bin/esbuild call.ts --bundle --platform=node --format=esm --outfile=call.mjs --log-level=error
node call.mjs > seen.txt

venv/bin/openapi-python-client generate --path document.yaml --output-path python > python.log 2>&1
cat > call.py <<'PY'
import urllib.parse

import httpx
from orders_client.api.default.list_orders import sync_detailed
from orders_client.client import Client
from orders_client.models import ListOrdersFilter, ListOrdersWindow


def respond(request):
    print("openapi-python-client:", urllib.parse.unquote_plus(request.url.query.decode()))
    return httpx.Response(200, json=[])


client = Client(base_url="http://127.0.0.1:1", httpx_args={"transport": httpx.MockTransport(respond)})
sync_detailed(
    client=client,
    status=["open", "closed"],
    filter_=ListOrdersFilter(from_="a", to="b"),
    window=ListOrdersWindow(first="x", last="y"),
)
PY
PYTHONPATH=python venv/bin/python call.py >> seen.txt

for package in @hey-api/openapi-ts openapi-fetch orval; do
  echo "npm $package $(node -p "JSON.parse(require('fs').readFileSync('node_modules/$package/package.json')).version")"
done
venv/bin/pip list --format=freeze | grep openapi-python-client
cat seen.txt
diff -u expected.txt seen.txt
