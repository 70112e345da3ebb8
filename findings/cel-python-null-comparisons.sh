#!/usr/bin/env bash
# CEL: `x != null` is an error in cel-python where x is a number, a list or a map.
#
# Expected: what the language defines: equality of values of different types is false, and never an error.
# Seen: PyPI `cel-python` fails on a number that is compared with null in any way, and on a list or map by `!=` only:
#   `self.map == null` is false there, and `self.map != null` an error. Texts and booleans work. cel-cpp (PyPI
#   `cel-expr-python`) and npm `@bufbuild/cel` do what is expected. `type(x) == null_type` works in all three.
# Why it matters: "the refund date is there exactly if it is refunded" is the most usual rule of a contract. The same
#   rule works for text fields and fails on real responses once a nullable object or amount is filled.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Columns: expression, PyPI cel-expr-python 0.1.3 (cel-cpp), npm @bufbuild/cel 0.6.1, PyPI cel-python 0.5.0.
cat > expected.txt <<'TXT'
self.nothing == null                                 | true     | true     | true
self.number == null                                  | false    | false    | error
self.number != null                                  | true     | true     | error
self.list == null                                    | false    | false    | false
self.list != null                                    | true     | true     | error
self.map == null                                     | false    | false    | false
self.map != null                                     | true     | true     | error
self.text != null                                    | true     | true     | true
type(self.number) != null_type                       | true     | true     | true
type(self.map) != null_type                          | true     | true     | true
TXT
cut -d'|' -f1 expected.txt | sed 's/ *$//' > expressions.txt
echo '{"nothing":null,"number":1,"list":[],"map":{"a":1},"text":"a"}' > document.json

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
