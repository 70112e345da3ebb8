#!/usr/bin/env bash
# CEL: `duration('1500ms').getMilliseconds()` is 1500 in two implementations and 500 in the third.
#
# Expected: one meaning. The other getters of a duration convert the whole of it: `duration('90s').getMinutes()` is 1
#   and `getSeconds()` is 90 in all three.
# Seen: npm `@bufbuild/cel` returns the part below one second, crate `cel` and PyPI `cel-python` the whole.
#   `cel-python` alone knows days: `duration('1d')` is an error elsewhere.
# Why it matters: a rule on a cookie window, a retry delay or a response time, in milliseconds, is wrong by a factor
#   in one place and looks right in the other, without any error.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Columns: expression, crate cel 0.15.0, npm @bufbuild/cel 0.6.1, PyPI cel-python 0.5.0.
cat > expected.txt <<'TXT'
duration('1500ms').getMilliseconds()  | 1500                 | 500                  | 1500
duration('90s').getSeconds()          | 90                   | 90                   | 90
duration('90s').getMinutes()          | 1                    | 1                    | 1
duration('1d') == duration('24h')     | error                | error                | true
TXT
cut -d'|' -f1 expected.txt | sed 's/ *$//' > expressions.txt
echo '{}' > document.json

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
  awk -F'|' '{ printf "%-38s | %-20s | %-20s | %s\n", $1, $2, $3, $4 }' > seen.txt
cat seen.txt
diff -wu expected.txt seen.txt
