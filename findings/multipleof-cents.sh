#!/usr/bin/env bash
# `multipleOf: 0.01` refuses 19.99 in two validators and accepts it in two others.
#
# Expected: the way to write "at most two decimals" in a document accepts an amount with two decimals.
# Seen: ajv and PyPI jsonschema divide binary fractions, so 19.99, 4.35 and 0.07 are "not a multiple of 0.01" while
#   1.1 and 123456.78 are. zod 4 and pydantic 2 accept all of these, and all four refuse 19.999. ajv has
#   `multipleOfPrecision` for it, which Prism, built on ajv, leaves unset.
# Why it matters: a contract on prices and commissions fails for some amounts only, and passes or fails by the
#   validator that a tool happens to use. A mock's seed decides whether anybody notices.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts ajv@8.20.0 zod@4.6.7 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet jsonschema==4.26.0 pydantic==2.12.5 || exit 2

cat > check.mjs <<'JS'
import Ajv from 'ajv';
import * as zod from 'zod';
const amounts = [19.99, 4.35, 0.07, 1.1, 123456.78, 19.999];
const show = (accepts) => amounts.map((amount) => `${amount} ${accepts(amount) ? 'yes' : 'no'}`).join(', ');
console.log('ajv:', show(new Ajv().compile({ type: 'number', multipleOf: 0.01 })));
const precise = new Ajv({ multipleOfPrecision: 6 });
console.log('ajv, multipleOfPrecision 6:', show(precise.compile({ type: 'number', multipleOf: 0.01 })));
console.log('zod:', show((amount) => zod.number().multipleOf(0.01).safeParse(amount).success));
JS
cat > check.py <<'PY'
from typing import Annotated

import jsonschema
import pydantic

model = pydantic.TypeAdapter(Annotated[float, pydantic.Field(multiple_of=0.01)])


def pydantic_accepts(amount):
    try:
        model.validate_python(amount)
        return True
    except pydantic.ValidationError:
        return False


validator = jsonschema.Draft202012Validator({"type": "number", "multipleOf": 0.01})
for name, accepts in (("jsonschema", validator.is_valid), ("pydantic", pydantic_accepts)):
    amounts = (19.99, 4.35, 0.07, 1.1, 123456.78, 19.999)
    print(f"{name}:", ", ".join(f"{amount} {'yes' if accepts(amount) else 'no'}" for amount in amounts))
PY
cat > expected.txt <<'TXT'
ajv: 19.99 no, 4.35 no, 0.07 no, 1.1 yes, 123456.78 yes, 19.999 no
ajv, multipleOfPrecision 6: 19.99 yes, 4.35 yes, 0.07 yes, 1.1 yes, 123456.78 yes, 19.999 no
zod: 19.99 yes, 4.35 yes, 0.07 yes, 1.1 yes, 123456.78 yes, 19.999 no
jsonschema: 19.99 no, 4.35 no, 0.07 no, 1.1 yes, 123456.78 yes, 19.999 no
pydantic: 19.99 yes, 4.35 yes, 0.07 yes, 1.1 yes, 123456.78 yes, 19.999 no
TXT
for package in ajv zod; do
  echo "npm $package $(node -p "JSON.parse(require('fs').readFileSync('node_modules/$package/package.json')).version")"
done
venv/bin/pip list --format=freeze | grep -E '^(jsonschema|pydantic)='
{ node check.mjs && venv/bin/python check.py; } | tee seen.txt
diff -u expected.txt seen.txt
