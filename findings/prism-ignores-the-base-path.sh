#!/usr/bin/env bash
# Prism leaves out the base path: `servers: https://api.example.com/api/v1` is mocked at `/orders`, not
# `/api/v1/orders`.
#
# Expected: a client whose base address is `http://mock/api/v1` works with the mock, as with any server built from the
#   document. Paths are relative to the server's address, path included.
# Seen: `/api/v1/orders` is 404 "no path matched" and `/orders` is 200.
# Why it matters: clients cannot be pointed at the mock by host and port alone. A proxy, a recorded HAR or a test that
#   checks addresses has to know which of the two it talks to.
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
servers: [{ url: 'https://api.example.com/api/v1' }]
paths:
  /orders:
    get:
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
based=$(curl -s -o /dev/null -w '%{http_code}' "$address/api/v1/orders")
bare=$(curl -s -o /dev/null -w '%{http_code}' "$address/orders")
echo "/api/v1/orders: $based, /orders: $bare"
[ "$based $bare" = '404 200' ]
