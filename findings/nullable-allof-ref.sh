#!/usr/bin/env bash
# `nullable: true` beside `allOf: [$ref]`: four generators write "or null", one does not, and two validators refuse
# null.
#
# Expected: OpenAPI 3.0 has one idiom for "a Partner or null", and tools agree on it.
# Seen: openapi-typescript, @hey-api/openapi-ts, orval and openapi-python-client generate `Partner | null`.
#   datamodel-code-generator generates a plain `Partner` for a required property. PyPI openapi-schema-validator
#   refuses null, since 3.0.3 gives `nullable` no effect without `type` beside it, and ajv refuses to compile the
#   schema. With `type: object` added both compile and still refuse null: the `allOf` refuses it. Both accept it in
#   `anyOf: [$ref, {enum: [null]}]`.
# Why it matters: the generated client and the contract check of one document disagree about the same response.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts orval@8.38.0 @hey-api/openapi-ts@0.95.0 \
  openapi-typescript@7.13.0 ajv@8.20.0 typescript@5.9.3 || exit 2
python3 -m venv venv
venv/bin/pip install --quiet openapi-python-client==0.29.1 datamodel-code-generator==0.89.0 \
  openapi-schema-validator==0.9.0 || exit 2

cat > document.yaml <<'YAML'
openapi: 3.0.3
info: { title: Orders, version: "1" }
paths:
  /order:
    get:
      operationId: getOrder
      responses:
        '200': { description: Order, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
components:
  schemas:
    Partner: { type: object, required: [id], properties: { id: { type: string } } }
    Order:
      type: object
      required: [partner]
      properties:
        partner: { nullable: true, allOf: [{ $ref: '#/components/schemas/Partner' }] }
YAML
cat > expected.txt <<'TXT'
openapi-typescript: partner: components["schemas"]["Partner"] | null;
@hey-api/openapi-ts: partner: Partner | null;
orval: partner: Partner | null;
openapi-python-client: partner: None | Partner
datamodel-code-generator: partner: Partner
ajv: "nullable" cannot be used without "type"
ajv: null refused with type: object, accepted in anyOf with enum: [null]
openapi-schema-validator: null refused, refused with type: object, accepted in anyOf with enum: [null]
TXT

cat > orval.config.cjs <<'JS'
module.exports = { orders: { input: './document.yaml', output: { target: './orval.ts', client: 'fetch' } } };
JS
npx --no-install orval --config orval.config.cjs > orval.log 2>&1
npx --no-install openapi-ts --input document.yaml --output hey > hey.log 2>&1
npx --no-install openapi-typescript document.yaml --output openapi-typescript.ts > types.log 2>&1
venv/bin/openapi-python-client generate --path document.yaml --output-path python > python.log 2>&1
venv/bin/datamodel-codegen --input document.yaml --input-file-type openapi \
  --output-model-type pydantic_v2.BaseModel --output models.py > models.log 2>&1
field() { grep -m 1 -oE 'partner: .*[Pp]artner.*' "$1"; }
cat > ajv.mjs <<'JS'
import Ajv from 'ajv';
const idiom = { nullable: true, allOf: [{ type: 'object' }] };
try {
  new Ajv().compile(idiom);
  console.log('ajv: compiled');
} catch (error) {
  console.log(`ajv: ${error.message}`);
}
const word = (schema) => (new Ajv().validate(schema, null) ? 'accepted' : 'refused');
const union = { anyOf: [{ type: 'object' }, { enum: [null] }] };
const typed = { type: 'object', ...idiom };
console.log(`ajv: null ${word(typed)} with type: object, ${word(union)} in anyOf with enum: [null]`);
JS
cat > validate.py <<'PY'
from openapi_schema_validator import OAS30Validator


def word(schema):
    return "accepted" if OAS30Validator(schema).is_valid(None) else "refused"


idiom = {"nullable": True, "allOf": [{"type": "object"}]}
union = {"anyOf": [{"type": "object"}, {"enum": [None]}]}
print(
    f"openapi-schema-validator: null {word(idiom)}, {word({'type': 'object', **idiom})} with type: object,"
    f" {word(union)} in anyOf with enum: [null]"
)
PY
{
  echo "openapi-typescript: $(field openapi-typescript.ts)"
  echo "@hey-api/openapi-ts: $(field hey/types.gen.ts)"
  echo "orval: $(field orval.ts)"
  echo "openapi-python-client: $(grep -m 1 -E '^    partner: ' python/orders_client/models/order.py | sed 's/^ *//')"
  echo "datamodel-code-generator: $(field models.py)"
  node ajv.mjs
  venv/bin/python validate.py
} | tee seen.txt

venv/bin/pip list --format=freeze | grep -E 'openapi|datamodel'
diff -u expected.txt seen.txt
