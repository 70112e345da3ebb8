#!/usr/bin/env bash
# typify 0.8 enforces `maxLength`, and silently drops `maximum`, `const`, `maxItems` and the width beside
# `minimum: 1`.
#
# Expected: the generated types enforce the schema's bounds, or none of them. A string with `maxLength` does check it.
# Seen: `integer, int64, minimum: 1, maximum: 100` becomes NonZeroU64: 0 is refused, 500 is read, and so is a number
#   above int64. `int32, minimum: 1` becomes NonZeroU32 and reads 4294967295. With `minimum: 0` or 2 the type is i64
#   and nothing is checked. `const` becomes any string, `maxItems` any length.
# Why it matters: a client built from the document is trusted to refuse what the contract refuses. It does for one
#   kind of rule, so tests of the others are left out.
#
# Exit codes: 0 the behaviour is as described, 1 it changed, 2 the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir -p reader/src
cat > reader/Cargo.toml <<'TOML'
[package]
name = "reader"
version = "0.0.0"
edition = "2024"

[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
typify = "=0.8.0"

[profile.dev]
debug = false
TOML
cat > reader/schema.json <<'JSON'
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "definitions": {
    "Order": {
      "type": "object",
      "properties": {
        "one": { "type": "integer", "format": "int64", "minimum": 1, "maximum": 100 },
        "zero": { "type": "integer", "format": "int64", "minimum": 0, "maximum": 100 },
        "narrow": { "type": "integer", "format": "int32", "minimum": 1 },
        "code": { "type": "string", "maxLength": 3 },
        "fixed": { "type": "string", "const": "EUR" },
        "few": { "type": "array", "items": { "type": "string" }, "maxItems": 1 }
      }
    }
  }
}
JSON
cat > reader/src/main.rs <<'RS'
typify::import_types!(schema = "schema.json");

fn main() {
    for value in std::fs::read_to_string("values.txt").unwrap().lines() {
        let (field, value) = value.split_once(' ').unwrap();
        let read = serde_json::from_str::<Order>(&format!("{{\"{field}\":{value}}}")).is_ok();
        println!("{field} {value} {}", if read { "read" } else { "refused" });
    }
}
RS
CARGO_TARGET_DIR="$folder/target" CARGO_INCREMENTAL=0 nice -n 10 \
  cargo build --quiet --manifest-path reader/Cargo.toml || exit 2
cat > expected.txt <<'TXT'
one 0 refused
one 500 read
one 9223372036854775808 read
zero -1 read
zero 500 read
narrow 4294967295 read
code "abcd" refused
fixed "USD" read
few ["a","b"] read
TXT
sed -E 's/ (read|refused)$//' expected.txt > values.txt
cargo tree --quiet --depth 1 --manifest-path reader/Cargo.toml | sed 1d
target/debug/reader | tee seen.txt
diff -u expected.txt seen.txt
