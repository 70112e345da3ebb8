#!/usr/bin/env bash
# CEL: `timestamp('2026-02-30T00:00:00Z')` is an error in two implementations, and a day in March in the third.
#
# Expected: an error. RFC 3339 restricts the day to those of the month, the hour to 23.
# Seen: npm `@bufbuild/cel` counts on, as JavaScript's Date does: February 30 is March 2, and hour 24 the next day. PyPI
#   `cel-python` reads what is no RFC 3339 at all: a date alone, a time without zone, a space for the T. cel-cpp (PyPI
#   `cel-expr-python`) does neither, and reads a leap second and lower-case letters, which the RFC allows.
# Why it matters: a rule that timestamps are in order is often the only check of a webhook payload's dates. A wrong date
#   passes it in the browser, a date without zone in Python, and both are refused by the gateway.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Columns: expression, PyPI cel-expr-python 0.1.3 (cel-cpp), npm @bufbuild/cel 0.6.1, PyPI cel-python 0.5.0.
cat > expected.txt <<'TXT'
timestamp('2026-02-30T00:00:00Z') <= timestamp(self.at) | error    | true     | error
timestamp('2026-03-01T24:00:00Z') <= timestamp(self.at) | error    | true     | error
timestamp('2026-03-01') < timestamp(self.at)         | error    | error    | true
timestamp('2026-03-01T10:00:00') < timestamp(self.at) | error    | error    | true
timestamp('2026-03-01 10:00:00Z') < timestamp(self.at) | error    | error    | true
timestamp('2026-03-01t10:00:00z') < timestamp(self.at) | true     | error    | error
timestamp('2016-12-31T23:59:60Z') < timestamp(self.at) | true     | error    | error
TXT
cut -d'|' -f1 expected.txt | sed 's/ *$//' > expressions.txt
echo '{"at":"2026-03-02T00:00:00Z"}' > document.json

npm install --silent --no-audit --no-fund --ignore-scripts @bufbuild/cel@0.6.1 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet cel-expr-python==0.1.3 cel-python==0.5.0 || exit 2

cat > read_cpp.py <<'PY'
import json

from cel_expr_python import cel

environment = cel.NewEnv(variables={"self": cel.Type.DYN})
document = json.load(open("document.json"))
for expression in open("expressions.txt").read().splitlines():
    value = environment.compile(expression).eval(data={"self": document})
    print("error" if value.type().name() == "ERROR" else str(value.plain_value()).lower())
PY
venv/bin/python read_cpp.py > cpp.txt

cat > read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { isCelError, run } from '@bufbuild/cel';

const self = JSON.parse(readFileSync('document.json', 'utf8'));
for (const expression of readFileSync('expressions.txt', 'utf8').trimEnd().split('\n')) {
  const value = run(expression, { self });
  console.log(isCelError(value) ? 'error' : String(value));
}
JS
node read.mjs > npm.txt

cat > read.py <<'PY'
import json

import celpy

document = celpy.json_to_cel(json.load(open("document.json")))
environment = celpy.Environment()
for expression in open("expressions.txt").read().splitlines():
    try:
        value = environment.program(environment.compile(expression)).evaluate({"self": document})
        print(str(value).lower() if isinstance(value, celpy.celtypes.BoolType) else value)
    except celpy.CELEvalError:
        print("error")
PY
venv/bin/python read.py > pypi.txt

venv/bin/pip freeze | grep '^cel'
node -p '"@bufbuild/cel " + JSON.parse(require("fs").readFileSync("node_modules/@bufbuild/cel/package.json")).version'
cat document.json
paste -d'|' expressions.txt cpp.txt npm.txt pypi.txt |
  awk -F'|' '{ printf "%-52s | %-8s | %-8s | %s\n", $1, $2, $3, $4 }' > seen.txt
cat seen.txt
diff -wu expected.txt seen.txt
