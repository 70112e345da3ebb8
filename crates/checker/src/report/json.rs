//! For programs: everything.
//!
//! | field | what it holds |
//! |---|---|
//! | `version` | 1; it changes when a field is removed or changes its meaning |
//! | `command`, `subject`, `repeat` | what was checked, and the arguments that repeat it (or null) |
//! | `verdict` | the last line of the text report |
//! | `errors`, `warnings`, `infos`, `accepted` | the number of findings, one for each cause, and of those that the baseline accepts |
//! | `summary` | texts by name |
//! | `findings` | `rule`, `level` (`error`, `warning`, `info`), `operation`, `place`, `message`, `case`, `other_cases`, `count` (how often it was found), `evidence` (`curl`, `status`, `body`; or null) and `fingerprint` |
//! | `notes` | texts |
//! | `coverage` | the coverage, or null |
//! | `cases` | `operation`, `name`, `outcome` (`passed`, `failed` or `{"skipped": why}`), `status`, `curl`, `milliseconds` |

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};
use trackside_recording::is_harmless;

use super::Report;
use crate::finding::Level;

/// The version of the format. It changes when a field is removed or changes its meaning.
const VERSION: u64 = 1;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let mut value = json!(finding);
            value["fingerprint"] = json!(finding.fingerprint());
            value
        })
        .collect();
    let summary: serde_json::Map<String, Value> =
        report.summary.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let document = json!({
        "version": VERSION,
        "command": report.command,
        "subject": report.subject,
        "repeat": report.repeat,
        "verdict": report.verdict(),
        "errors": report.count(Level::Error),
        "warnings": report.count(Level::Warning),
        "infos": report.count(Level::Info),
        "accepted": report.accepted,
        "summary": summary,
        "findings": findings,
        "notes": report.notes,
        "coverage": report.coverage,
        "cases": report.cases,
    });
    writeln!(out, "{}", escaped(&serde_json::to_string_pretty(&document)?))
}

/// Escapes control characters. JSON has none outside strings, except line breaks.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\n' || is_harmless(character) {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(escaped, "\\u{unit:04x}").expect("writing to a string never fails");
            }
        }
    }
    escaped
}
