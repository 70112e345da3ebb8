#!/usr/bin/env bash
# schemars `SchemaSettings::openapi3()` writes keywords that OpenAPI 3.0 does not have.
#
# Expected: the settings named after OpenAPI 3.0 give schemas that a 3.0 document may hold.
# Seen: an internally tagged enum comes out with `const`, and a tuple with a list under `items`. 3.0 has neither, and
#   openapi-spec-validator refuses both documents. `Option<Struct>` becomes `anyOf: [$ref, {nullable: true, enum: [null]}]`
#   without a type: valid 3.0, but ajv in its default mode refuses to compile it.
# Why it matters: tagged enums are the usual type for events and rules. The document looks right in viewers, and the first
#   strict consumer (a validator, a gateway, a generator) refuses it or drops the tag.
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
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(JsonSchema, Serialize)]
struct Partner {
    id: String,
}

#[derive(JsonSchema, Serialize)]
#[serde(tag = "type")]
enum Event {
    Created { id: String },
    Deleted,
}

#[derive(JsonSchema, Serialize)]
struct Range {
    days: (u8, u8),
}

#[derive(JsonSchema, Serialize)]
struct Order {
    partner: Option<Partner>,
}

fn document<T: JsonSchema>(name: &str) {
    let mut generator = SchemaSettings::openapi3().into_generator();
    generator.subschema_for::<T>();
    let schemas: Value = generator.take_definitions(true).into();
    let info = json!({"title": name, "version": "1"});
    let document = json!({"openapi": "3.0.3", "info": info, "paths": {}, "components": {"schemas": schemas}});
    std::fs::write(format!("{name}.json"), document.to_string()).unwrap();
}

fn main() {
    document::<Partner>("Partner");
    document::<Event>("Event");
    document::<Range>("Range");
    document::<Order>("Order");
}
RS
CARGO_TARGET_DIR="$folder/target" CARGO_INCREMENTAL=0 nice -n 10 \
  cargo build --quiet --manifest-path reader/Cargo.toml || exit 2
target/debug/reader
cat > validate.py <<'PY'
import json

from openapi_spec_validator import OpenAPIV30SpecValidator

for name in ("Partner", "Order", "Event", "Range"):
    valid = OpenAPIV30SpecValidator(json.load(open(f"{name}.json"))).is_valid()
    print(f"openapi-spec-validator, {name}: {'valid' if valid else 'not a 3.0 document'}")
schemas = {name: json.load(open(f"{name}.json"))["components"]["schemas"][name] for name in ("Event", "Range", "Order")}
print("tag:", schemas["Event"]["oneOf"][0]["properties"]["type"])
print("tuple:", type(schemas["Range"]["properties"]["days"]["items"]).__name__)
print("option:", json.dumps(schemas["Order"]["properties"]["partner"]))
PY
cat > compile.mjs <<'JS'
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
const document = JSON.parse(readFileSync('Order.json', 'utf8'));
try {
  new Ajv().compile({ ...document.components.schemas.Order, components: document.components });
  console.log('ajv, Order: compiled');
} catch (error) {
  console.log('ajv, Order:', error.message);
}
JS
cat > expected.txt <<'TXT'
openapi-spec-validator, Partner: valid
openapi-spec-validator, Order: valid
openapi-spec-validator, Event: not a 3.0 document
openapi-spec-validator, Range: not a 3.0 document
tag: {'type': 'string', 'const': 'Created'}
tuple: list
option: {"anyOf": [{"$ref": "#/components/schemas/Partner"}, {"enum": [null], "nullable": true}]}
ajv, Order: "nullable" cannot be used without "type"
TXT
cargo tree --quiet --depth 1 --manifest-path reader/Cargo.toml | sed 1d
venv/bin/pip list --format=freeze | grep openapi-spec-validator
{ venv/bin/python validate.py && node compile.mjs; } | tee seen.txt
diff -u expected.txt seen.txt
