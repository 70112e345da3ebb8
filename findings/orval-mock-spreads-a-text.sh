#!/usr/bin/env bash
# orval: the sample data for `allOf` with one reference to a `oneOf` of texts does not compile; with one to an `enum` it does.
#
# Expected: `oneOf: [{ type: string, enum: [open] }, { type: string, enum: [won] }]` and `enum: [open, won]` allow the same
#   texts. The first form is how generators of documents (schemars, for one) write an enum whose values are described, and
#   `allOf` around a single reference is the usual way of OpenAPI 3.0 to describe a field beside it.
# Seen: the function that makes sample data writes `{ ...'open' }` for the first form: what stands in `allOf` is merged as if
#   it were objects. TypeScript refuses the file with TS2698.
# Why it matters: describing the values of a status, which changes nothing on the wire, breaks the build of every front end
#   that generates its mocks from the document.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts orval@8.38.0 @faker-js/faker@10.6.0 msw@2.15.0 \
  typescript@5.9.3 || exit 2
document() {
  cat <<YAML
openapi: 3.0.3
info: { title: Leads, version: "1" }
paths:
  /lead:
    get:
      operationId: getLead
      responses:
        '200':
          description: Lead
          content:
            application/json:
              schema:
                type: object
                required: [status]
                properties:
                  status: { description: Its status., allOf: [{ \$ref: '#/components/schemas/Status' }] }
components:
  schemas:
    Status: $1
YAML
}
document '{ type: string, enum: [open, won] }' > enum.yaml
document '{ oneOf: [{ type: string, enum: [open] }, { type: string, enum: [won] }] }' > oneof.yaml
seen=
for form in enum oneof; do
  cat > orval.config.cjs <<JS
module.exports = { leads: { input: './$form.yaml', output: { target: './$form/leads.ts', client: 'fetch', mode: 'split', mock: true } } };
JS
  npx --no-install orval --config orval.config.cjs > orval.log 2>&1 || { cat orval.log; exit 1; }
  faker=$(grep -l faker $form/*.ts | head -1)
  found=$(npx --no-install tsc --noEmit --strict --skipLibCheck --module esnext --moduleResolution bundler --target es2022 \
    --lib es2022,dom "$faker" 2>&1 | grep -o 'TS[0-9]*' | sort -u | tr '\n' ' ' || true)
  line="$form: ${found:-compiles}"
  seen+="${line% }"$'\n'
done
printf 'orval 8.38.0, typescript 5.9.3\n%s' "$seen"
[[ $seen == $'enum: compiles\noneof: TS2698\n' ]]
