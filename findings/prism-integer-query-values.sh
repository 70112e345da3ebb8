#!/usr/bin/env bash
# Prism: an empty, a hexadecimal and an exponential query value all pass as `type: integer, minimum: 1`.
#
# Expected: `?page=`, `?page=0x10` and `?page=1e2` are refused for an integer parameter, as `?page=abc` is.
# Seen: Prism converts with JavaScript's rules before it validates: hexadecimal and exponents count as integers, and
#   an empty value passes although the minimum is 1 and `allowEmptyValue` is not set. `?page=0` and `?page=1.5` are
#   refused.
# Why it matters: `?page=` is what a client sends that forgot to fill in a variable. The mock is there to show that,
#   says 200, and the real service answers 400.
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
        - { name: page, in: query, schema: { type: integer, minimum: 1 } }
      responses:
        '200': { description: Orders, content: { application/json: { example: [] } } }
YAML
cat > expected.txt <<'TXT'
page= 200
page=0x10 200
page=1e2 200
page=1 200
page=0 422
page=1.5 422
page=abc 422
TXT

node node_modules/@stoplight/prism-cli/dist/index.js mock document.yaml --host 127.0.0.1 --port 0 > prism.log 2>&1 &
prism=$!
sleep 1
for _ in $(seq 120); do
  address=$(grep -oE 'listening on http://127\.0\.0\.1:[0-9]+' prism.log | grep -oE 'http.*') && break
  sleep 0.5
done
echo "Prism $(node -p 'require("@stoplight/prism-cli/package.json").version')"
for query in page= page=0x10 page=1e2 page=1 page=0 page=1.5 page=abc; do
  echo "$query $(curl -s -o /dev/null -w '%{http_code}' "$address/orders?$query")"
done | tee seen.txt
diff -u expected.txt seen.txt
