#!/usr/bin/env bash
# typify 0.8: a client of a PATCH cannot send an empty list, nor null. Both are left out of the body.
#
# Expected: for `{"tags": [], "note": null}`, valid by the schema, the generated type keeps what was said: empty the
#   tags, clear the note.
# Seen: an optional array becomes a plain `Vec` that is skipped when empty, and an optional nullable string one
#   `Option` that is skipped when none. Reading the body and writing it again gives `{}`. A required array or null is
#   kept.
# Why it matters: progenitor's clients are made of these types. "Remove all tags" and "clear the note" are answered
#   with 200 and change nothing, and a mock that stores what it is sent shows it to nobody who asserts on the status.
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
    "OptionalPatch": {
      "type": "object",
      "properties": {
        "tags": { "type": "array", "items": { "type": "string" } },
        "note": { "type": ["string", "null"] }
      }
    },
    "RequiredPatch": {
      "type": "object",
      "required": ["tags", "note"],
      "properties": {
        "tags": { "type": "array", "items": { "type": "string" } },
        "note": { "type": ["string", "null"] }
      }
    }
  }
}
JSON
cat > reader/src/main.rs <<'RS'
typify::import_types!(schema = "schema.json");

fn main() {
    for body in [r#"{"tags":[],"note":null}"#, r#"{"tags":["a"],"note":"b"}"#] {
        let optional: OptionalPatch = serde_json::from_str(body).unwrap();
        let required: RequiredPatch = serde_json::from_str(body).unwrap();
        println!("{body}: optional {}", serde_json::to_string(&optional).unwrap());
        println!("{body}: required {}", serde_json::to_string(&required).unwrap());
    }
}
RS
CARGO_TARGET_DIR="$folder/target" CARGO_INCREMENTAL=0 nice -n 10 \
  cargo build --quiet --manifest-path reader/Cargo.toml || exit 2
cat > expected.txt <<'TXT'
{"tags":[],"note":null}: optional {}
{"tags":[],"note":null}: required {"note":null,"tags":[]}
{"tags":["a"],"note":"b"}: optional {"note":"b","tags":["a"]}
{"tags":["a"],"note":"b"}: required {"note":"b","tags":["a"]}
TXT
cargo tree --quiet --depth 1 --manifest-path reader/Cargo.toml | sed 1d
target/debug/reader | tee seen.txt
diff -u expected.txt seen.txt
