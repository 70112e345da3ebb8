#!/usr/bin/env bash
# datamodel-code-generator: a required property with `nullable: true` becomes one that refuses null.
#
# Expected: `required` and `nullable` are two facts: the key is always there, its value may be null. The model is
#   `note: str | None` without a default.
# Seen: by default the model is `note: str`, and a response that the document allows raises ValidationError. An
#   optional property becomes `str | None`, nullable or not. `--strict-nullable`, whose help speaks of defaults, gives
#   the expected model.
# Why it matters: "always sent, sometimes null" is the usual way to write a record's unset fields (a date of payout, a
#   coupon). A mock that sends null there, as its document says, breaks every such client.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet datamodel-code-generator==0.89.0 pydantic==2.12.5 || exit 2
cat > document.yaml <<'YAML'
openapi: 3.0.3
info: { title: Orders, version: "1" }
paths: {}
components:
  schemas:
    Order:
      type: object
      required: [note]
      properties:
        note: { type: string, nullable: true }
        coupon: { type: string }
YAML
generate() {
  venv/bin/datamodel-codegen --input document.yaml --input-file-type openapi \
    --output-model-type pydantic_v2.BaseModel --output "$1.py" "${@:2}" > "$1.log" 2>&1
}
generate plain
generate strict --strict-nullable
cat > check.py <<'PY'
import sys
from importlib.metadata import version

import plain
import pydantic
import strict


def reads(model, value):
    try:
        model.model_validate(value)
        return True
    except pydantic.ValidationError:
        return False


response = {"note": None}
seen = (reads(plain.Order, response), reads(strict.Order, response), reads(plain.Order, {"note": "", "coupon": None}))
print(f"datamodel-code-generator {version('datamodel-code-generator')}, pydantic {pydantic.VERSION}")
print(f"required and nullable, null sent: read by default {seen[0]}, with --strict-nullable {seen[1]}")
print(f"optional and not nullable, null sent: read by default {seen[2]}")
sys.exit(0 if seen == (False, True, True) else 1)
PY
venv/bin/python check.py
