#!/usr/bin/env bash
# schemars `SchemaSettings::openapi3()`: the root schema is OpenAPI 3.0, the definitions under it are JSON Schema
# 2020-12.
#
# Expected: the settings named after OpenAPI 3.0 give schemas that a 3.0 document may hold, wherever a type stands.
# Seen: `into_root_schema_for` writes `Option<String>` of the root type as `nullable: true`, and the same field of a
#   type under `components/schemas` as `type: [string, null]`; a tagged enum there keeps `const`. Neither is 3.0.
#   `take_definitions(true)` converts them, but a tuple is a list under `items` either way, and 3.0 has no such thing.
#   `Option<Struct>` becomes `anyOf: [$ref, {enum: [null], nullable: true}]`, which ajv refuses to compile for want of
#   a type.
# Why it matters: a document looks right at the top, where people look, and is refused or half read by the first
#   strict validator, gateway or generator.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --ignore-scripts ajv@8.20.0 || exit 2
python3 -m venv venv && venv/bin/pip install --quiet openapi-spec-validator==0.9.0 || exit 2
mkdir -p reader/src
cat > reader/Cargo.toml <<'TOML'
[package]
name = "reader"
version = "0.0.0"
edition = "2024"

[dependencies]
schemars = "=1.2.3"
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"

[profile.dev]
debug = false
TOML
cat > reader/src/main.rs <<'RS'
#![allow(dead_code)]

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(JsonSchema, Serialize)]
struct Partner {
    note: Option<String>,
}

#[derive(JsonSchema, Serialize)]
#[serde(tag = "type")]
enum Event {
    Created { id: String },
    Deleted,
}

#[derive(JsonSchema, Serialize)]
struct Order {
    note: Option<String>,
    partner: Partner,
    spare: Option<Partner>,
    event: Event,
}

#[derive(JsonSchema, Serialize)]
struct Window {
    days: (u8, u8),
}

fn document(name: &str, schemas: Value) {
    let info = json!({"title": name, "version": "1"});
    let document = json!({"openapi": "3.0.3", "info": info, "paths": {}, "components": {"schemas": schemas}});
    std::fs::write(format!("{name}.json"), document.to_string()).unwrap();
}

fn definitions<T: JsonSchema>() -> Value {
    let mut generator = SchemaSettings::openapi3().into_generator();
    generator.subschema_for::<T>();
    generator.take_definitions(true).into()
}

fn main() {
    let root: Value = SchemaSettings::openapi3().into_generator().into_root_schema_for::<Order>().into();
    let taken = definitions::<Order>();
    println!("root, its own note: {}", root["properties"]["note"]);
    for (name, schemas) in [("root", &root["components"]["schemas"]), ("taken", &taken)] {
        println!("{name}, note of Partner: {}", schemas["Partner"]["properties"]["note"]);
        println!("{name}, tag of Event: {}", schemas["Event"]["oneOf"][0]["properties"]["type"]);
        document(name, schemas.clone());
    }
    let window = definitions::<Window>();
    println!("tuple: items is a list: {}", window["Window"]["properties"]["days"]["items"].is_array());
    document("tuple", window);
    std::fs::write("option.json", root["properties"]["spare"].to_string()).unwrap();
}
RS
CARGO_TARGET_DIR="$folder/target" CARGO_INCREMENTAL=0 nice -n 10 \
  cargo build --quiet --manifest-path reader/Cargo.toml || exit 2
cat > validate.py <<'PY'
import json

from openapi_spec_validator import OpenAPIV30SpecValidator

for name in ("root", "taken", "tuple"):
    valid = OpenAPIV30SpecValidator(json.load(open(f"{name}.json"))).is_valid()
    print(f"openapi-spec-validator, {name}: {'valid' if valid else 'not a 3.0 document'}")
PY
cat > compile.mjs <<'JS'
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
const option = readFileSync('option.json', 'utf8');
console.log('option:', option);
try {
  const ajv = new Ajv({ schemas: [{ $id: 'https://example.com/partner', type: 'object' }] });
  ajv.compile(JSON.parse(option.replace('#/components/schemas/Partner', 'https://example.com/partner')));
  console.log('ajv: compiled');
} catch (error) {
  console.log('ajv:', error.message);
}
JS
cat > expected.txt <<'TXT'
root, its own note: {"nullable":true,"type":"string"}
root, note of Partner: {"type":["string","null"]}
root, tag of Event: {"const":"Created","type":"string"}
taken, note of Partner: {"nullable":true,"type":"string"}
taken, tag of Event: {"enum":["Created"],"type":"string"}
tuple: items is a list: true
openapi-spec-validator, root: not a 3.0 document
openapi-spec-validator, taken: valid
openapi-spec-validator, tuple: not a 3.0 document
option: {"anyOf":[{"$ref":"#/components/schemas/Partner"},{"enum":[null],"nullable":true}]}
ajv: "nullable" cannot be used without "type"
TXT
cargo tree --quiet --depth 1 --manifest-path reader/Cargo.toml | sed 1d
venv/bin/pip list --format=freeze | grep openapi-spec-validator
target/debug/reader > seen.txt
{ venv/bin/python validate.py && node compile.mjs; } >> seen.txt
cat seen.txt
diff -u expected.txt seen.txt
