#!/usr/bin/env bash
# openapi-python-client: making an object nullable turns off the check of its required fields.
#
# Expected: `Partner.from_dict` raises KeyError if the required `id` is missing, and so it does inside an order,
#   nullable or not.
# Seen: for a nullable partner the generated code catches KeyError and every like error, and returns the raw dict
#   where the type says `Partner | None`. Reading the response succeeds; `order.partner.id` fails much later.
# Why it matters: a mock or a fault injection that drops a required field is noticed through plain objects only. The
#   type checker is content, and the test that reads the response passes.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet openapi-python-client==0.29.1 || exit 2
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
      properties:
        plain: { $ref: '#/components/schemas/Partner' }
        nullable: { nullable: true, allOf: [{ $ref: '#/components/schemas/Partner' }] }
YAML
venv/bin/openapi-python-client generate --path document.yaml --output-path client > client.log 2>&1
cat > check.py <<'PY'
import sys
from importlib.metadata import version

from orders_client.models import Order


def outcome(field, partner):
    try:
        return type(getattr(Order.from_dict({field: partner}), field)).__name__
    except Exception as error:
        return f"raised {type(error).__name__}"


seen = {field: (outcome(field, {"id": "p1"}), outcome(field, {})) for field in ("plain", "nullable")}
print(f"openapi-python-client {version('openapi-python-client')}")
for field, (complete, incomplete) in seen.items():
    print(f"{field} partner: with its id {complete}, without {incomplete}")
sys.exit(0 if seen == {"plain": ("Partner", "raised KeyError"), "nullable": ("Partner", "dict")} else 1)
PY
PYTHONPATH=client venv/bin/python check.py
