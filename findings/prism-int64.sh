#!/usr/bin/env bash
# Prism: `format: int64` turns the mocked number from 0 into -9007199254740991, and refuses valid large ids.
#
# Expected: an annotation of width changes neither what a mock shows for a plain count nor which 64-bit ids are valid.
# Seen: without a format the mocked value is 0; with int64 it is -9007199254740991, with int32 -2147483648, with
#   double -1.7976931348623157e+308. And 9007199254740993, a valid int64, is refused in a request body, while the same
#   value is accepted where no format stands.
# Why it matters: page counts, cents and ids are int64 in most generated documents. Pages built on the mock show huge
#   negative amounts, and ids from snowflake-like generators are rejected by the mock only.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
prism=
trap '[ -z "$prism" ] || kill "$prism"; rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts @stoplight/prism-cli@5.14.2 || exit 2
cat > document.yaml <<'YAML'
openapi: 3.0.3
info: { title: Orders, version: "1" }
components:
  schemas:
    Totals:
      type: object
      properties:
        plain: { type: integer }
        wide: { type: integer, format: int64 }
        narrow: { type: integer, format: int32 }
        amount: { type: number, format: double }
paths:
  /totals:
    get:
      responses:
        '200':
          description: Totals
          content: { application/json: { schema: { $ref: '#/components/schemas/Totals' } } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Totals' } } } }
      responses:
        '204': { description: Stored }
YAML

node node_modules/@stoplight/prism-cli/dist/index.js mock document.yaml --host 127.0.0.1 --port 0 > prism.log 2>&1 &
prism=$!
sleep 1
for _ in $(seq 120); do
  address=$(grep -oE 'listening on http://127\.0\.0\.1:[0-9]+' prism.log | grep -oE 'http.*') && break
  sleep 0.5
done
echo "Prism $(node -p 'require("@stoplight/prism-cli/package.json").version')"
post() {
  curl -s -o /dev/null -w '%{http_code}' -H 'content-type: application/json' -d "$1" "$address/totals"
}
mocked=$(curl -s "$address/totals")
wide=$(post '{"wide":9007199254740993}')
plain=$(post '{"plain":9007199254740993}')
echo "mocked: $mocked"
echo "9007199254740993 in a request: with int64 $wide, without a format $plain"
[ "$mocked" = '{"plain":0,"wide":-9007199254740991,"narrow":-2147483648,"amount":-1.7976931348623157e+308}' ]
[ "$wide $plain" = '422 204' ]
