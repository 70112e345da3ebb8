#!/usr/bin/env bash
# CEL: is a field that is there with the value null present? Two implementations say yes, one says no.
#
# Expected: `has(self.coupon)` answers the same for `{"coupon": null}` everywhere. JSON keeps null and absent apart.
# Seen: crate `cel` and PyPI `cel-python` say true, npm `@bufbuild/cel` says false, and so for `'coupon' in self`. The
#   usual guard `has(x) ? x.startsWith('A') : true` is therefore true in npm and an error in the other two.
# Why it matters: rules of a contract on optional, nullable fields pass in the JavaScript page and fail in the
#   server's gate. `self.coupon == null` holds in all three, so a rule should ask that.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Columns: expression, crate cel 0.15.0, npm @bufbuild/cel 0.6.1, PyPI cel-python 0.5.0.
cat > expected.txt <<'TXT'
has(self.coupon)                                           | true                 | false                | true
'coupon' in self                                           | true                 | false                | true
has(self.coupon) ? self.coupon.startsWith('A') : true      | error                | true                 | error
self.coupon == null                                        | true                 | true                 | true
self.coupon == null ? true : self.coupon.startsWith('A')   | true                 | true                 | true
TXT
cut -d'|' -f1 expected.txt | sed 's/ *$//' > expressions.txt
echo '{"coupon":null}' > document.json

npm install --silent --no-audit --no-fund --ignore-scripts @bufbuild/cel@0.6.1 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet cel-python==0.5.0 || exit 2
mkdir -p reader/src
cat > reader/Cargo.toml <<'TOML'
[package]
name = "reader"
version = "0.0.0"
edition = "2024"

[dependencies]
cel = { version = "=0.15.0", default-features = false, features = ["chrono"] }
serde_json = "=1.0.151"

[profile.dev]
debug = false
TOML
cat > reader/src/main.rs <<'RS'
use cel::{Context, Program, Value};

fn show(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::UInt(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::String(text) => text.to_string(),
        other => format!("{other:?}"),
    }
}

fn main() {
    let document: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string("document.json").unwrap()).unwrap();
    for expression in std::fs::read_to_string("expressions.txt").unwrap().lines() {
        let mut context = Context::default();
        context.add_variable("self", document.clone()).unwrap();
        match Program::compile(expression).unwrap().execute(&context) {
            Ok(value) => println!("{}", show(&value)),
            Err(_) => println!("error"),
        }
    }
}
RS
CARGO_TARGET_DIR="$folder/target" CARGO_INCREMENTAL=0 nice -n 10 \
  cargo build --quiet --manifest-path reader/Cargo.toml || exit 2
target/debug/reader > crate.txt

cat > read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { run } from '@bufbuild/cel';

const self = JSON.parse(readFileSync('document.json', 'utf8'));
for (const expression of readFileSync('expressions.txt', 'utf8').trimEnd().split('\n')) {
  let value;
  try {
    value = run(expression, { self });
  } catch {
    value = new Error();
  }
  console.log(value instanceof Error ? 'error' : String(value));
}
JS
node read.mjs > npm.txt

cat > read.py <<'PY'
import json

import celpy

self = celpy.json_to_cel(json.load(open("document.json")))
environment = celpy.Environment()
for expression in open("expressions.txt").read().splitlines():
    try:
        value = environment.program(environment.compile(expression)).evaluate({"self": self})
        print(str(value).lower() if isinstance(value, celpy.celtypes.BoolType) else value)
    except celpy.CELEvalError:
        print("error")
PY
venv/bin/python read.py > pypi.txt

cat document.json
paste -d'|' expressions.txt crate.txt npm.txt pypi.txt |
  awk -F'|' '{ printf "%-58s | %-20s | %-20s | %s\n", $1, $2, $3, $4 }' > seen.txt
cat seen.txt
diff -wu expected.txt seen.txt
