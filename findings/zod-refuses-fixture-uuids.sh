#!/usr/bin/env bash
# zod 4, as orval and @hey-api/openapi-ts generate it, refuses UUIDs that every JSON Schema validator accepts.
#
# Expected: `format: uuid` is about form: 36 characters, hexadecimal, four hyphens. ajv-formats and Python's checker
#   accept 11111111-1111-1111-1111-111111111111, the kind of id that fixtures and examples use.
# Seen: both generators write `uuid()`, which in zod 4 also judges the version and variant digits and refuses it, and
#   00000000-0000-0000-0000-000000000001 as well. Zod 3's `uuid()` accepted them; zod 4 calls that `guid()`.
# Why it matters: recordings, examples in documents and seeds of mocks use readable ids. After the upgrade of one
#   library the client refuses the mock's valid responses, field by field.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts orval@8.38.0 @hey-api/openapi-ts@0.95.0 zod@4.6.7 \
  esbuild@0.28.2 typescript@5.9.3 ajv@8.20.0 ajv-formats@3.0.1 || exit 2
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
              schema: { type: object, required: [id], properties: { id: { type: string, format: uuid } } }
YAML
cat > orval.config.cjs <<'JS'
module.exports = { orders: { input: './document.yaml', output: { target: './orval.ts', client: 'zod' } } };
JS
npx --no-install orval --config orval.config.cjs > orval.log 2>&1
npx --no-install openapi-ts --input document.yaml --output hey --plugins zod > hey.log 2>&1
cat > check.ts <<'TS'
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import * as zod from 'zod';
import { z as zod3 } from 'zod/v3';
import { zGetOrderResponse } from './hey/zod.gen';
import { GetOrderResponse } from './orval';

const ajv = addFormats(new Ajv());
const readers: [string, (id: string) => boolean][] = [
  ['ajv', (id) => ajv.validate({ type: 'string', format: 'uuid' }, id) as boolean],
  ['orval', (id) => GetOrderResponse.safeParse({ id }).success],
  ['hey-api', (id) => zGetOrderResponse.safeParse({ id }).success],
  ['zod 3', (id) => zod3.string().uuid().safeParse(id).success],
  ['guid', (id) => zod.guid().safeParse(id).success],
];
const ids = [
  '9f1c2b7e-3d4a-4c5b-8e6f-0a1b2c3d4e5f',
  '11111111-1111-1111-1111-111111111111',
  '00000000-0000-0000-0000-000000000001',
];
for (const id of ids) console.log(id, readers.map(([name, reads]) => `${name} ${reads(id)}`).join(', '));
TS
cat > expected.txt <<'TXT'
9f1c2b7e-3d4a-4c5b-8e6f-0a1b2c3d4e5f ajv true, orval true, hey-api true, zod 3 true, guid true
11111111-1111-1111-1111-111111111111 ajv true, orval false, hey-api false, zod 3 true, guid true
00000000-0000-0000-0000-000000000001 ajv true, orval false, hey-api false, zod 3 true, guid true
TXT
node_modules/.bin/esbuild check.ts --bundle --platform=node --format=esm --outfile=check.mjs --log-level=error \
  --banner:js="import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
for package in orval @hey-api/openapi-ts zod ajv-formats; do
  echo "npm $package $(node -p "JSON.parse(require('fs').readFileSync('node_modules/$package/package.json')).version")"
done
node check.mjs | tee seen.txt
diff -u expected.txt seen.txt
