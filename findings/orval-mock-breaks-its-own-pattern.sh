#!/usr/bin/env bash
# The sample data that orval generates breaks the patterns that the zod schemas of the same orval run enforce.
#
# Expected: one tool reads one document. It writes sample data for a mock and a schema that judges responses, so the
#   sample data passes the schema, for every pattern.
# Seen: a pattern without anchors and groups works. `^[A-Z]{3}$` gives "^KQT$" with the anchors in the text, and
#   `(active|paused)` gives that text itself. orval hands the pattern to faker's `fromRegExp`, which knows neither
#   anchors nor groups, and says so only in its documentation. None of 200 values passes.
# Why it matters: front-end teams develop against these mocks. A client that validates its responses fails on every
#   mocked one, although document and server agree. `^…$` is how most patterns in OpenAPI documents are written.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes >/dev/null
npm pkg set type=module >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts orval@8.38.0 @faker-js/faker@10.6.0 msw@2.15.0 zod@4.6.7 \
  esbuild@0.28.2 || exit 2
cat > document.yaml <<'YAML'
openapi: 3.0.3
info: { title: Programs, version: "1" }
paths:
  /program:
    get:
      operationId: getProgram
      responses:
        '200':
          description: Program
          content:
            application/json:
              schema:
                type: object
                required: [plain, anchored, grouped]
                properties:
                  plain: { type: string, pattern: '[A-Z]{3}' }
                  anchored: { type: string, pattern: '^[A-Z]{3}$' }
                  grouped: { type: string, pattern: '(active|paused)x' }
YAML
cat > orval.config.mjs <<'JS'
export default {
  mock: { input: './document.yaml', output: { target: './mock.ts', client: 'fetch', mode: 'split', mock: true } },
  zod: { input: './document.yaml', output: { target: './zod.ts', client: 'zod' } },
};
JS
npx --no-install orval --config orval.config.mjs > orval.log 2>&1 || { cat orval.log; exit 2; }
cat > check.ts <<'TS'
import { getGetProgramResponseMock } from './mock.msw';
import { GetProgramResponse } from './zod';

const passed: Record<string, number> = { plain: 0, anchored: 0, grouped: 0 };
let last: Record<string, string> = {};
for (let round = 0; round < 200; round += 1) {
  last = getGetProgramResponseMock() as Record<string, string>;
  for (const name of Object.keys(passed)) {
    if (GetProgramResponse.shape[name as keyof typeof GetProgramResponse.shape].safeParse(last[name]).success) passed[name] += 1;
  }
}
for (const [name, count] of Object.entries(passed)) console.log(`${name}: ${count} of 200 pass, for example ${JSON.stringify(last[name]).replace(/[A-Z]/g, 'X')}`);
TS
npx --no-install esbuild check.ts --bundle --platform=node --format=esm --outfile=check.mjs --log-level=error \
  --banner:js='import { createRequire } from "module"; const require = createRequire(import.meta.url);'
for package in orval @faker-js/faker zod; do
    node -p "'$package ' + JSON.parse(require('fs').readFileSync('node_modules/$package/package.json')).version" --input-type=commonjs
done
node check.mjs > seen
cat seen
cat > wanted <<'TEXT'
plain: 200 of 200 pass, for example "XXX"
anchored: 0 of 200 pass, for example "^XXX$"
grouped: 0 of 200 pass, for example "(active|paused)x"
TEXT
if diff wanted seen > /dev/null; then
    echo "as described"
else
    echo "CHANGED"
    diff wanted seen || true
    exit 1
fi
