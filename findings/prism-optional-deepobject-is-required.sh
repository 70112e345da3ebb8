#!/usr/bin/env bash
# Prism: an optional `deepObject` parameter with a required property inside becomes required itself.
#
# Expected: `filter` is optional. A request without it is valid; one with `filter[to]` but no `filter[from]` is not.
# Seen: Prism answers every request without the parameter with 422 "parameter filter must have required property
#   'from'". It builds an empty object for the absent parameter and judges that.
# Why it matters: `filter[from]`/`filter[to]` is how many listings take a period. The plain listing, the first call
#   that anybody tries, is refused by the mock and works against the real service.
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
paths:
  /orders:
    get:
      parameters:
        - name: filter
          in: query
          required: false
          style: deepObject
          explode: true
          schema:
            type: object
            required: [from]
            properties: { from: { type: string, format: date }, to: { type: string, format: date } }
      responses:
        '200': { description: Orders, content: { application/json: { example: [] } } }
YAML

node node_modules/@stoplight/prism-cli/dist/index.js mock document.yaml --host 127.0.0.1 --port 0 > prism.log 2>&1 &
prism=$!
sleep 1
for _ in $(seq 120); do
  address=$(grep -oE 'listening on http://127\.0\.0\.1:[0-9]+' prism.log | grep -oE 'http.*') && break
  sleep 0.5
done
echo "Prism $(node -p 'require("@stoplight/prism-cli/package.json").version')"
without=$(curl -s -o answer.json -w '%{http_code}' "$address/orders")
with=$(curl -s -o /dev/null -w '%{http_code}' -g "$address/orders?filter[from]=2026-01-01")
echo "without the parameter: $without $(node -p 'require("./answer.json").validation?.[0].message')"
echo "with filter[from]: $with"
[ "$without $with" = '422 200' ] && grep -q "filter must have required property 'from'" answer.json
