#!/usr/bin/env bash
# Prism: arrays in form bodies are refused in the very form that OpenAPI makes the default.
#
# Expected: `tags=a&tags=b` in `application/x-www-form-urlencoded` is an array: the default is `style: form` with
#   `explode: true`, as for query parameters, where Prism reads it so.
# Seen: Prism 5 answers 422 "property tags must be array" for one or two `tags=`. It takes `tags[]=a`, which the
#   document does not describe, and takes the default form only once `encoding` repeats the default in the document.
# Why it matters: HTML forms, curl and most generated clients send repeated names. The mock refuses them all.
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
    Order:
      type: object
      properties:
        tags: { type: array, items: { type: string } }
paths:
  /plain:
    post:
      requestBody:
        content: { application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Order' } } }
      responses:
        '204': { description: Stored }
  /repeated:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: { $ref: '#/components/schemas/Order' }
            encoding: { tags: { style: form, explode: true } }
      responses:
        '204': { description: Stored }
YAML
cat > expected.txt <<'TXT'
/plain tags=a&tags=b 422
/plain tags=a 422
/plain tags[]=a 204
/repeated tags=a&tags=b 204
TXT

node node_modules/@stoplight/prism-cli/dist/index.js mock document.yaml --host 127.0.0.1 --port 0 > prism.log 2>&1 &
prism=$!
sleep 1
for _ in $(seq 120); do
  address=$(grep -oE 'listening on http://127\.0\.0\.1:[0-9]+' prism.log | grep -oE 'http.*') && break
  sleep 0.5
done
echo "Prism $(node -p 'require("@stoplight/prism-cli/package.json").version')"
while read -r path body _; do
  echo "$path $body $(curl -s -o /dev/null -w '%{http_code}' -d "$body" "$address$path")"
done < expected.txt | tee seen.txt
diff -u expected.txt seen.txt
