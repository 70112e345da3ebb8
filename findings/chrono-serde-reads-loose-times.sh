#!/usr/bin/env bash
# chrono: what serde reads as `DateTime<Utc>` and `NaiveDate` is looser than `parse_from_rfc3339`, and is written back
# odd.
#
# Expected: a field of type `DateTime<Utc>` accepts RFC 3339, as chrono's own `parse_from_rfc3339` does, and a
#   `NaiveDate` accepts `2026-01-01`.
# Seen: serde goes through `FromStr`: `2026-1-1T0:0:0Z` and offsets without a colon are read, dates may have single
#   digits and blanks. Second 60 is read in any minute, by both, and written back: 12:34:60Z is then refused by
#   ajv-formats, by Python and by zod.
# Why it matters: a mock with such a field answers 200 to times that the document's `format: date-time` forbids, and
#   returns one that no other client can read.
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
chrono = { version = "=0.4.45", default-features = false, features = ["alloc", "serde"] }
serde_json = "=1.0.154"

[profile.dev]
debug = false
TOML
cat > reader/src/main.rs <<'RS'
use chrono::{DateTime, NaiveDate, Utc};

fn word(read: bool) -> &'static str {
    if read { "read" } else { "refused" }
}

fn main() {
    for text in ["2026-01-01T00:00:00Z", "2026-1-1T0:0:0Z", "2026-01-01T00:00:00+0000", "2026-01-01T12:34:60Z"] {
        let strict = DateTime::parse_from_rfc3339(text).is_ok();
        let loose = serde_json::from_value::<DateTime<Utc>>(text.into());
        let written = loose.as_ref().map(|time| serde_json::to_string(time).unwrap()).unwrap_or_default();
        println!("{text}: parse_from_rfc3339 {}, serde {} {written}", word(strict), word(loose.is_ok()));
    }
    for text in ["2026-01-01", "2026-1-1", " 2026-01- 1"] {
        println!("{text:?}: serde {}", word(serde_json::from_value::<NaiveDate>(text.into()).is_ok()));
    }
}
RS
CARGO_TARGET_DIR="$folder/target" CARGO_INCREMENTAL=0 nice -n 10 \
  cargo build --quiet --manifest-path reader/Cargo.toml || exit 2
cat > expected.txt <<'TXT'
2026-01-01T00:00:00Z: parse_from_rfc3339 read, serde read "2026-01-01T00:00:00Z"
2026-1-1T0:0:0Z: parse_from_rfc3339 refused, serde read "2026-01-01T00:00:00Z"
2026-01-01T00:00:00+0000: parse_from_rfc3339 refused, serde read "2026-01-01T00:00:00Z"
2026-01-01T12:34:60Z: parse_from_rfc3339 read, serde read "2026-01-01T12:34:60Z"
"2026-01-01": serde read
"2026-1-1": serde read
" 2026-01- 1": serde read
TXT
cargo tree --quiet --depth 1 --manifest-path reader/Cargo.toml | sed 1d
target/debug/reader | tee seen.txt
diff -u expected.txt seen.txt
