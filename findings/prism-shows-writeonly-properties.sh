#!/usr/bin/env bash
# Prism's usual mode shows `writeOnly` properties in responses; its dynamic mode leaves them out.
#
# Expected: a property marked `writeOnly` "MAY be sent as part of a request but SHOULD NOT be sent as part of the
#   response". A mock made from the document leaves it out in both modes.
# Seen: `Prefer: dynamic=true` leaves it out. Without it, the generated body has the property, and Prism's own
#   validation of responses does not object.
# Why it matters: secrets and passwords are the properties with this mark. Client code and snapshots written against
#   the mock come to rely on a field that no real response has.
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
info: { title: Webhooks, version: "1" }
paths:
  /webhooks:
    get:
      responses:
        '200':
          description: Webhook
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: { type: string }
                  secret: { type: string, writeOnly: true }
YAML

node node_modules/@stoplight/prism-cli/dist/index.js mock document.yaml --host 127.0.0.1 --port 0 > prism.log 2>&1 &
prism=$!
sleep 1
for _ in $(seq 120); do
  address=$(grep -oE 'listening on http://127\.0\.0\.1:[0-9]+' prism.log | grep -oE 'http.*') && break
  sleep 0.5
done
echo "Prism $(node -p 'require("@stoplight/prism-cli/package.json").version')"
usual=$(curl -s -D headers.txt "$address/webhooks")
dynamic=$(for _ in 1 2 3 4 5 6 7 8; do curl -s -H 'Prefer: dynamic=true' "$address/webhooks"; echo; done)
echo "usual: $usual"
echo "dynamic, eight times: $(grep -c '"secret"' <<< "$dynamic" || true) with the property"
[ "$usual" = '{"id":"string","secret":"string"}' ]
[ "$(grep -ci '^sl-violations' headers.txt)$(grep -c '"secret"' <<< "$dynamic")" = 00 ]
