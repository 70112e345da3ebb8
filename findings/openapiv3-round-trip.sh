#!/usr/bin/env bash
# crate openapiv3 2.2: reading a valid document and writing it again changes what it means, and can make it invalid.
#
# Expected: parse and serialize is the identity on valid OpenAPI 3.0, up to the order of keys.
# Seen: `explode: false` of a form body's `encoding` is lost, and the default is true, so `tags=a,b` becomes
#   `tags=a&tags=b`; on a parameter it is kept. `xml` is lost. `minimum: 0` and `enum: [1]` of a number become 0.0 and
#   1.0. A server variable without a description gets `description: null`, which openapi-spec-validator refuses.
# Why it matters: progenitor and other Rust tools see documents through this crate. A step that only "normalizes" a
#   document publishes another contract.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv && venv/bin/pip install --quiet openapi-spec-validator==0.9.0 || exit 2
mkdir -p reader/src
cat > reader/Cargo.toml <<'TOML'
[package]
name = "reader"
version = "0.0.0"
edition = "2024"

[dependencies]
openapiv3 = "=2.2.0"
serde_json = "=1.0.154"

[profile.dev]
debug = false
TOML
cat > reader/src/main.rs <<'RS'
fn main() {
    let text = std::fs::read_to_string("document.json").unwrap();
    let document: openapiv3::OpenAPI = serde_json::from_str(&text).unwrap();
    std::fs::write("written.json", serde_json::to_string(&document).unwrap()).unwrap();
}
RS
CARGO_TARGET_DIR="$folder/target" CARGO_INCREMENTAL=0 nice -n 10 \
  cargo build --quiet --manifest-path reader/Cargo.toml || exit 2
cat > document.json <<'JSON'
{
  "openapi": "3.0.3",
  "info": { "title": "Orders", "version": "1" },
  "servers": [{ "url": "http://{host}/", "variables": { "host": { "default": "127.0.0.1" } } }],
  "paths": {
    "/orders": {
      "post": {
        "parameters": [
          {
            "name": "status", "in": "query", "explode": false,
            "schema": { "type": "array", "items": { "type": "string" } }
          }
        ],
        "requestBody": {
          "content": {
            "application/x-www-form-urlencoded": {
              "schema": { "$ref": "#/components/schemas/Order" },
              "encoding": { "tags": { "style": "form", "explode": false } }
            }
          }
        },
        "responses": { "204": { "description": "Stored" } }
      }
    }
  },
  "components": {
    "schemas": {
      "Order": {
        "type": "object",
        "xml": { "name": "order" },
        "properties": {
          "tags": { "type": "array", "items": { "type": "string" } },
          "amount": { "type": "number", "minimum": 0, "enum": [1, 2.5] }
        }
      }
    }
  }
}
JSON
target/debug/reader
cat > compare.py <<'PY'
import json

from openapi_spec_validator import OpenAPIV30SpecValidator

read, written = json.load(open("document.json")), json.load(open("written.json"))
for name, document in (("read", read), ("written", written)):
    post = document["paths"]["/orders"]["post"]
    order = document["components"]["schemas"]["Order"]
    encoding = post["requestBody"]["content"]["application/x-www-form-urlencoded"]["encoding"]["tags"]
    amount = order["properties"]["amount"]
    print(f"{name}: explode of the parameter {post['parameters'][0].get('explode')}, of tags {encoding.get('explode')}")
    print(f"{name}: xml {order.get('xml')}, minimum {amount['minimum']}, enum {amount['enum']}")
    print(f"{name}: variable {document['servers'][0]['variables']['host']}")
    print(f"{name}: valid {OpenAPIV30SpecValidator(document).is_valid()}")
PY
cat > expected.txt <<'TXT'
read: explode of the parameter False, of tags False
read: xml {'name': 'order'}, minimum 0, enum [1, 2.5]
read: variable {'default': '127.0.0.1'}
read: valid True
written: explode of the parameter False, of tags None
written: xml None, minimum 0.0, enum [1.0, 2.5]
written: variable {'default': '127.0.0.1', 'description': None}
written: valid False
TXT
cargo tree --quiet --depth 1 --manifest-path reader/Cargo.toml | sed 1d
venv/bin/python compare.py | tee seen.txt
diff -u expected.txt seen.txt
