#!/usr/bin/env bash
# openapi-typescript: a property with a `default` becomes required, so the type of a request body cannot leave it out.
#
# Expected: a property that is not in `required` is optional, and `default` says what the server takes when it is left
#   out. @hey-api/openapi-ts and orval generate `currency?: ...`.
# Seen: openapi-typescript 7 generates `currency: string` for the property, in requests as in responses, and tsc
#   refuses the body `{ amount: 1 }`. The same default on a query parameter leaves that optional.
#   `--default-non-nullable=false` makes the property optional.
# Why it matters: a provider that adds a default, the kindest of changes for clients, breaks their build. A document
#   diff calls it compatible.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts openapi-typescript@7.13.0 typescript@5.9.3 orval@8.38.0 \
  @hey-api/openapi-ts@0.95.0 || exit 2
cat > document.yaml <<'YAML'
openapi: 3.0.3
info: { title: Orders, version: "1" }
paths:
  /orders:
    post:
      operationId: createOrder
      parameters:
        - { name: notify, in: query, schema: { type: boolean, default: true } }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/NewOrder' } } } }
      responses:
        '204': { description: Stored }
components:
  schemas:
    NewOrder:
      type: object
      required: [amount]
      properties:
        amount: { type: integer }
        currency: { type: string, default: EUR }
YAML
cat > orval.config.cjs <<'JS'
module.exports = { orders: { input: './document.yaml', output: { target: './orval.ts', client: 'fetch' } } };
JS
npx --no-install orval --config orval.config.cjs > orval.log 2>&1
npx --no-install openapi-ts --input document.yaml --output hey > hey.log 2>&1
npx --no-install openapi-typescript document.yaml --output plain.ts > plain.log 2>&1
npx --no-install openapi-typescript document.yaml --default-non-nullable=false --output loose.ts > loose.log 2>&1
cat > plain.check.ts <<'TS'
import type { components, operations } from './plain';
export const query: operations['createOrder']['parameters']['query'] = {};
export const body: components['schemas']['NewOrder'] = { amount: 1 };
TS
sed "s#'./plain'#'./loose'#" plain.check.ts > loose.check.ts
echo "import type { NewOrder } from './hey/types.gen'; export const body: NewOrder = { amount: 1 };" > hey.check.ts
echo "import type { NewOrder } from './orval'; export const body: NewOrder = { amount: 1 };" > orval.check.ts
compile() {
  local found
  found=$(npx --no-install tsc --noEmit --strict --skipLibCheck --target es2022 --moduleResolution bundler \
    --module esnext "$1.check.ts" | grep "^$1.check" | sed -E "s/.*(Property '[a-z]+' is missing).*/\\1/") || true
  echo "$1: ${found:-compiles}"
}
cat > expected.txt <<'TXT'
plain: Property 'currency' is missing
loose: compiles
hey: compiles
orval: compiles
TXT
for package in openapi-typescript @hey-api/openapi-ts orval typescript; do
  echo "npm $package $(node -p "JSON.parse(require('fs').readFileSync('node_modules/$package/package.json')).version")"
done
for name in plain loose hey orval; do compile "$name"; done | tee seen.txt
diff -u expected.txt seen.txt
