#!/usr/bin/env bash
# sonic-rs 0.5: the same text read as its `Value` and through serde gives two values, and -0.0 loses its sign.
#
# Expected: a faster reader with serde_json's interface reads what serde_json reads.
# Seen: for a repeated key, sonic-rs `Value` keeps both entries, counts two, `get` returns the first and writing
#   repeats both; sonic-rs into a typed map, and serde_json, keep the last. `-0.0` is read as 0.0 by sonic-rs in every
#   way.
# Why it matters: a sandbox that records bodies as `Value` and answers from typed structs contradicts itself about one
#   request: the journal shows one amount, the response uses the other.
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
serde_json = "=1.0.154"
sonic-rs = "=0.5.10"

[profile.dev]
debug = false
TOML
cat > reader/src/main.rs <<'RS'
use std::collections::BTreeMap;

use sonic_rs::{JsonContainerTrait, JsonValueTrait};

fn main() {
    for text in [r#"{"amount":1,"amount":2}"#, r#"{"amount":-0.0}"#] {
        let value: sonic_rs::Value = sonic_rs::from_str(text).unwrap();
        let typed: BTreeMap<String, f64> = sonic_rs::from_str(text).unwrap();
        let serde: serde_json::Value = serde_json::from_str(text).unwrap();
        println!(
            "{text}: sonic-rs Value {} of {}, written {}; typed {:?}; serde_json {serde}",
            value.get("amount").unwrap(),
            value.as_object().unwrap().len(),
            sonic_rs::to_string(&value).unwrap(),
            typed["amount"],
        );
    }
}
RS
CARGO_TARGET_DIR="$folder/target" CARGO_INCREMENTAL=0 nice -n 10 \
  cargo build --quiet --manifest-path reader/Cargo.toml || exit 2
cat > expected.txt <<'TXT'
{"amount":1,"amount":2}: sonic-rs Value 1 of 2, written {"amount":1,"amount":2}; typed 2.0; serde_json {"amount":2}
{"amount":-0.0}: sonic-rs Value 0.0 of 1, written {"amount":0.0}; typed 0.0; serde_json {"amount":-0.0}
TXT
cargo tree --quiet --depth 1 --manifest-path reader/Cargo.toml | sed 1d
target/debug/reader | tee seen.txt
diff -u expected.txt seen.txt
