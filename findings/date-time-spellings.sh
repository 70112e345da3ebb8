#!/usr/bin/env bash
# `format: date-time`: ajv-formats, Python's checker and zod accept three different sets of spellings.
#
# Expected: `date-time` is RFC 3339, and three well-kept validators agree on which strings are one.
# Seen: ajv-formats accepts a space for the T, offsets without a colon (`+0000`) and even hours alone (`+00`), which
#   the grammar of `date-time` does not have. It accepts the leap second 2016-12-31T23:59:60Z, a real one, which
#   Python's rfc3339-validator and zod refuse. zod with `offset: true` refuses the lower-case `t` and `z`, which the
#   other two accept.
# Why it matters: Prism, and most JavaScript contract checks, use ajv-formats: a provider that sends `+0000` passes
#   there and is refused by the Python suite.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts ajv@8.20.0 ajv-formats@3.0.1 zod@4.6.7 || exit 2
python3 -m venv venv
venv/bin/pip install --quiet openapi-schema-validator==0.9.0 rfc3339-validator==0.1.4 || exit 2

# Columns: spelling, ajv-formats, openapi-schema-validator, zod with offset.
cat > expected.txt <<'TXT'
2026-01-01T00:00:00Z       yes yes yes
2026-01-01T00:00:00+02:00  yes yes yes
2026-01-01_00:00:00Z       no  no  no
2026-01-01 00:00:00Z       yes no  no
2026-01-01T00:00:00+0000   yes no  no
2026-01-01T00:00:00+00     yes no  no
2016-12-31T23:59:60Z       yes no  no
2026-01-01t00:00:00z       yes yes no
TXT
sed -E 's/ +(yes|no) .*//' expected.txt > spellings.txt
cat > check.mjs <<'JS'
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import * as zod from 'zod';
const ajv = addFormats.default(new Ajv()).compile({ type: 'string', format: 'date-time' });
const zodded = (text) => zod.iso.datetime({ offset: true }).safeParse(text).success;
const accepts = process.argv[2] === 'ajv' ? ajv : zodded;
for (const text of readFileSync('spellings.txt', 'utf8').trimEnd().split('\n')) {
  console.log(accepts(text) ? 'yes' : 'no');
}
JS
cat > check.py <<'PY'
from openapi_schema_validator import OAS30Validator, oas30_format_checker

validator = OAS30Validator({"type": "string", "format": "date-time"}, format_checker=oas30_format_checker)
for text in open("spellings.txt").read().splitlines():
    print("yes" if validator.is_valid(text) else "no")
PY
for package in ajv-formats zod; do
  echo "npm $package $(node -p "JSON.parse(require('fs').readFileSync('node_modules/$package/package.json')).version")"
done
venv/bin/pip list --format=freeze | grep -E '^(openapi-schema|rfc3339)'
paste -d '|' spellings.txt <(node check.mjs ajv) <(venv/bin/python check.py) <(node check.mjs zod) |
  awk -F'|' '{ printf "%-26s %-3s %-3s %s\n", $1, $2, $3, $4 }' > seen.txt
cat seen.txt
diff -wu expected.txt seen.txt
