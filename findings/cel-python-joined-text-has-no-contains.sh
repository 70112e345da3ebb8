#!/usr/bin/env bash
# CEL: a text that cel-python has joined with + has no `contains`.
#
# Expected: `(self.url + '&').contains('page=2')` works wherever `self.url.contains('page=2')` does.
# Seen: in PyPI `cel-python` the sum is a plain Python `str`, no text of CEL, and `contains` is an error
#   ("'str' object has no attribute 'contains'"). `startsWith` and `endsWith` work, and so does a sum as an argument. cel-cpp (PyPI
#   `cel-expr-python`) and npm `@bufbuild/cel` do what is expected. `string(a + b).contains(c)` works in all three.
# Why it matters: rules about links (does the next page's URL carry the page?) join texts before they search them, and
#   what a tester sees is "no such overload" for an overload of the standard library.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Columns: expression, PyPI cel-expr-python 0.1.3 (cel-cpp), npm @bufbuild/cel 0.6.1, PyPI cel-python 0.5.0.
cat > expected.txt <<'TXT'
self.url.contains('page=2')                          | true     | true     | true
(self.url + '&').contains('page=2&')                 | true     | true     | error
(self.url + '&').endsWith('&')                       | true     | true     | true
('x' + self.url).startsWith('x')                     | true     | true     | true
self.url.contains('page=' + '2')                     | true     | true     | true
string(self.url + '&').contains('page=2&')           | true     | true     | true
TXT
cut -d'|' -f1 expected.txt | sed 's/ *$//' > expressions.txt
echo '{"url":"https://api.example/rows?page=2"}' > document.json

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
