#!/usr/bin/env bash
# CEL: `double('')` is 0 in one implementation, and `double('0x10')` is 16 in two of three.
#
# Expected: one meaning. The language says that `double(string)` and `int(string)` read a number, or fail.
# Seen: npm `@bufbuild/cel` converts as JavaScript does: an empty text is 0, a text without a number is NaN and no error,
#   and int() reads hexadecimal digits. PyPI `cel-python` converts as Python does: underscores are ignored. cel-cpp (PyPI
#   `cel-expr-python`) reads hexadecimal digits in doubles, but not in ints.
# Why it matters: many APIs send amounts and counts as texts. A rule such as "the conversion rate is 0 if nothing was
#   clicked" holds in the browser where a field is empty, and fails in the gateway.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Columns: expression, PyPI cel-expr-python 0.1.3 (cel-cpp), npm @bufbuild/cel 0.6.1, PyPI cel-python 0.5.0.
cat > expected.txt <<'TXT'
double(self.count) == 12.0                           | true     | true     | true
double('') == 0.0                                    | error    | true     | error
double('none') > 0.0                                 | error    | false    | error
!(double('none') > 0.0)                              | error    | true     | error
double('0x10') == 16.0                               | true     | true     | error
double('1_000') == 1000.0                            | error    | false    | true
int('') == 0                                         | error    | true     | error
int('0x10') == 16                                    | error    | true     | true
int('1_000') == 1000                                 | error    | error    | true
TXT
cut -d'|' -f1 expected.txt | sed 's/ *$//' > expressions.txt
echo '{"count":"12"}' > document.json

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
