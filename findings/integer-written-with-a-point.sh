#!/usr/bin/env bash
# `1.0` for `type: integer`: refused under OpenAPI 3.0, accepted under 3.1, by one Python library; JavaScript can't
# tell.
#
# Expected: a document's version does not decide whether the response body `{"cents": 1.0}` is valid.
# Seen: PyPI openapi-schema-validator refuses 1.0 with its 3.0 validator (JSON Schema draft 4 knows integers by their
#   spelling) and accepts it with its 3.1 validator (later drafts know them by value). ajv accepts it always, since
#   JSON.parse has lost the point. pydantic reads it as 1, and refuses 1.5 as everybody does.
# Why it matters: servers in languages with one number type, or that sum floats, write `100.0` for a count. Whether
#   the contract check notices depends on one digit in the first line of the document and on the language of the
#   check.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts ajv@8.20.0 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet openapi-schema-validator==0.9.0 pydantic==2.12.5 || exit 2

cat > check.mjs <<'JS'
import Ajv from 'ajv';
const accepts = new Ajv().compile({ type: 'integer' });
const show = (text) => `${text} ${accepts(JSON.parse(text)) ? 'yes' : 'no'}`;
console.log('ajv:', ['1', '1.0', '1.5'].map(show).join(', '));
JS
cat > check.py <<'PY'
import json

import pydantic
from openapi_schema_validator import OAS30Validator, OAS31Validator


def pydantic_accepts(text):
    try:
        pydantic.TypeAdapter(int).validate_json(text)
        return True
    except pydantic.ValidationError:
        return False


readers = {
    "OAS30Validator": lambda text: OAS30Validator({"type": "integer"}).is_valid(json.loads(text)),
    "OAS31Validator": lambda text: OAS31Validator({"type": "integer"}).is_valid(json.loads(text)),
    "pydantic": pydantic_accepts,
}
for name, accepts in readers.items():
    print(f"{name}:", ", ".join(f"{text} {'yes' if accepts(text) else 'no'}" for text in ("1", "1.0", "1.5")))
PY
cat > expected.txt <<'TXT'
ajv: 1 yes, 1.0 yes, 1.5 no
OAS30Validator: 1 yes, 1.0 no, 1.5 no
OAS31Validator: 1 yes, 1.0 yes, 1.5 no
pydantic: 1 yes, 1.0 yes, 1.5 no
TXT
echo "npm ajv $(node -p 'JSON.parse(require("fs").readFileSync("node_modules/ajv/package.json")).version')"
venv/bin/pip list --format=freeze | grep -E '^(openapi-schema-validator|jsonschema|pydantic)='
{ node check.mjs && venv/bin/python check.py; } | tee seen.txt
diff -u expected.txt seen.txt
