#!/usr/bin/env bash
# @hey-api/openapi-ts: the zod schema for `format: date-time` refuses every offset but Z; orval's accepts them.
#
# Expected: `date-time` is RFC 3339, where `2026-01-01T02:00:00+02:00` and `...+00:00` are as valid as `...Z`.
# Seen: hey-api writes `z.iso.datetime()`, whose default accepts `Z` only. orval writes it with `offset: true`. For
#   int64 hey-api writes `z.coerce.bigint()`: the parsed response cannot be passed to `JSON.stringify`, and the string
#   "12" and the boolean true are accepted where the document says integer.
# Why it matters: providers send local offsets, and Python's `isoformat()` writes `+00:00`. The client refuses a valid
#   response because of how its time is spelled, and accepts an invalid one because of coercion.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts orval@8.38.0 @hey-api/openapi-ts@0.95.0 zod@4.6.7 \
  esbuild@0.28.2 typescript@5.9.3 || exit 2
cat > document.yaml <<'YAML'
openapi: 3.0.3
info: { title: Orders, version: "1" }
paths:
  /order:
    get:
      operationId: getOrder
      responses:
        '200':
          description: Order
          content:
            application/json:
              schema:
                type: object
                required: [at, cents]
                properties: { at: { type: string, format: date-time }, cents: { type: integer, format: int64 } }
YAML
cat > orval.config.cjs <<'JS'
module.exports = { orders: { input: './document.yaml', output: { target: './orval.ts', client: 'zod' } } };
JS
npx --no-install orval --config orval.config.cjs > orval.log 2>&1
npx --no-install openapi-ts --input document.yaml --output hey --plugins zod > hey.log 2>&1
cat > check.ts <<'TS'
import { zGetOrderResponse as hey } from './hey/zod.gen';
import { GetOrderResponse as orval } from './orval';

const orders: unknown[] = [
  { at: '2026-01-01T00:00:00Z', cents: 12 },
  { at: '2026-01-01T02:00:00+02:00', cents: 12 },
  { at: '2026-01-01T00:00:00+00:00', cents: 12 },
  { at: '2026-01-01T00:00:00Z', cents: '12' },
  { at: '2026-01-01T00:00:00Z', cents: true },
];
for (const order of orders) {
  const [byHey, byOrval] = [hey.safeParse(order).success, orval.safeParse(order).success];
  console.log(JSON.stringify(order), `hey-api ${byHey}, orval ${byOrval}`);
}
const [byHey, byOrval] = [typeof hey.parse(orders[0]).cents, typeof orval.parse(orders[0]).cents];
console.log('cents after parsing:', `hey-api ${byHey}, orval ${byOrval}`);
TS
cat > expected.txt <<'TXT'
{"at":"2026-01-01T00:00:00Z","cents":12} hey-api true, orval true
{"at":"2026-01-01T02:00:00+02:00","cents":12} hey-api false, orval true
{"at":"2026-01-01T00:00:00+00:00","cents":12} hey-api false, orval true
{"at":"2026-01-01T00:00:00Z","cents":"12"} hey-api true, orval false
{"at":"2026-01-01T00:00:00Z","cents":true} hey-api true, orval false
cents after parsing: hey-api bigint, orval number
TXT
node_modules/.bin/esbuild check.ts --bundle --platform=node --format=esm --outfile=check.mjs --log-level=error
for package in orval @hey-api/openapi-ts zod; do
  echo "npm $package $(node -p "JSON.parse(require('fs').readFileSync('node_modules/$package/package.json')).version")"
done
node check.mjs | tee seen.txt
diff -u expected.txt seen.txt
