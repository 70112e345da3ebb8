//! For code scanning: SARIF 2.1.0, a result for each finding.
//!
//! Results are about a document, because that is what a repository has: the location is the document, and the operation
//! is a logical location within it. Fingerprints are those of baselines, so that a service recognises a finding.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Report, place};
use crate::finding::{Finding, Level};

/// The document of findings whose document is not a file.
const UNNAMED: &str = "openapi.json";

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let results: Vec<Value> = report.findings.iter().map(|finding| result(report, &rules, finding)).collect();
    let rules: Vec<Value> = rules.iter().map(|rule| described(rule)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "trackside-contract",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules
            } },
            "automationDetails": { "id": format!("{}/", report.command) },
            "columnKind": "utf16CodeUnits",
            "results": results
        }]
    });
    writeln!(out, "{}", super::json::escaped(&serde_json::to_string_pretty(&log)?))
}

/// A rule, with its meaning and how to mend what it finds, if it is a declared one.
fn described(id: &str) -> Value {
    let (meaning, fix) = match crate::rules().iter().find(|rule| rule.id == id) {
        Some(rule) => (rule.meaning, rule.fix),
        None => (trackside_diff::rules().iter().find(|rule| rule.id == id).map_or("", |rule| rule.meaning), ""),
    };
    let mut described = json!({ "id": id });
    if !meaning.is_empty() {
        described["shortDescription"] = json!({ "text": meaning });
    }
    if !fix.is_empty() {
        described["help"] = json!({ "text": fix });
    }
    described
}

fn result(report: &Report, rules: &[&str], finding: &Finding) -> Value {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    };
    let repeat = finding.evidence.as_ref().map(|evidence| format!("\n\nRepeat: {}", evidence.curl));
    let text = format!("{}: {}{}", place(finding), finding.message, repeat.unwrap_or_default());
    let uri = report.document.as_deref().unwrap_or(UNNAMED);
    let mut location = json!({
        "physicalLocation": { "artifactLocation": { "uri": uri }, "region": { "startLine": 1 } }
    });
    if let Some(operation) = &finding.operation {
        location["logicalLocations"] =
            json!([{ "name": operation, "fullyQualifiedName": format!("{operation}{}", finding.place) }]);
    }
    json!({
        "ruleId": finding.rule.as_str(),
        "ruleIndex": rules.binary_search(&finding.rule.as_str()).unwrap_or_default(),
        "level": level,
        "message": { "text": text },
        "locations": [location],
        "occurrenceCount": finding.count,
        "partialFingerprints": { "finding/v1": finding.fingerprint() }
    })
}
