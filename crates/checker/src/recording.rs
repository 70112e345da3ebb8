//! Checking recorded traffic, without a network.

use http::HeaderValue;
use trackside_contract::Origin;
use trackside_recording::redaction::{exchange_secrets, redacted_header, redacted_target};
use trackside_recording::{Secrets, curl};
use url::Url;

use crate::check::{coverage_lines, too_little};
use crate::coverage::Coverage;
use crate::finding::{Evidence, Finding, Level};
use crate::har::{Recorded, Recording};
use crate::report::{CaseLine, Outcome, Report, excerpt};
use crate::wire::without_user;
use crate::{Options, Spec};

/// Judges the exchanges of a recording.
///
/// Credentials in the recording are found by the names that carry them, and left out of the report. Requests that break the contract are no
/// findings: a recording may hold mistakes of its clients, which the server is right to refuse.
pub fn check_recording(spec: &Spec, recording: &Recording, options: &Options, name: &str) -> Report {
    let mut coverage = Coverage::of(spec);
    if !options.operations.is_empty() {
        let wanted: Vec<_> = options.operations.iter().map(String::as_str).collect();
        coverage.only(&wanted);
    }
    let mut findings = Vec::new();
    let mut cases = Vec::new();
    for recorded in &recording.exchanges {
        judge(spec, recorded, options, &mut coverage, &mut findings, &mut cases);
    }
    let mut summary = vec![("exchanges".to_owned(), recording.exchanges.len().to_string())];
    summary.extend(coverage_lines(&coverage));
    findings.extend(too_little(&coverage, options));
    let mut notes = spec.notes().to_vec();
    notes.extend(recording.notes.iter().cloned());
    Report {
        command: "check --har",
        subject: format!("{} in {name}", spec.title()),
        repeat: None,
        summary,
        findings,
        accepted: 0,
        notes,
        coverage: Some(coverage.to_json()),
        cases,
    }
}

fn judge(
    spec: &Spec,
    recorded: &Recorded,
    options: &Options,
    coverage: &mut Coverage,
    findings: &mut Vec<Finding>,
    cases: &mut Vec<CaseLine>,
) {
    let exchange = &recorded.exchange;
    let found = spec.contract().find(&exchange.method, &exchange.target);
    let id = found.as_ref().map(|(operation, _)| operation.id.clone());
    if !options.operations.is_empty() && !id.as_ref().is_some_and(|id| options.operations.contains(id)) {
        return;
    }
    if let Some((operation, path)) = &found
        && let Some(declared) = spec.operation(&operation.id)
    {
        coverage.recorded_request(declared, exchange, path);
        coverage.answer(declared, exchange);
    }
    let names = spec.secret_names();
    let secrets = exchange_secrets(&Secrets::new(), exchange, &names);
    let base_url: &Url = &recorded.base_url;
    let target = redacted_target(&exchange.target, &secrets, &names);
    let headers = exchange.request_headers.iter().filter_map(|(name, value)| {
        let value = redacted_header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()), &secrets, &names);
        Some((name.clone(), HeaderValue::from_str(&value).ok()?))
    });
    let line = curl(&without_user(base_url), &exchange.method, &target, &headers.collect(), body(recorded), &[]);
    let evidence = Evidence {
        curl: secrets.blot(&line),
        status: Some(exchange.status.as_u16()),
        body: excerpt(&secrets.blot_bytes(&exchange.response_body)),
    };
    let name = format!("entry {}", recorded.index);
    let origin = if options.sandbox || options.strict { Origin::Sandbox } else { Origin::Foreign };
    let before = findings.len();
    for violation in spec.contract().judge(exchange, origin) {
        let is_warning = violation.level == trackside_contract::Level::Warning;
        findings.push(Finding {
            rule: violation.rule.id().to_owned(),
            level: if is_warning { Level::Warning } else { Level::Error },
            operation: violation.operation,
            place: violation.pointer,
            message: secrets.blot(&violation.message),
            case: Some(name.clone()),
            evidence: Some(evidence.clone()),
        });
    }
    cases.push(CaseLine {
        operation: id.unwrap_or_else(|| "unknown".to_owned()),
        name,
        outcome: if findings.len() == before { Outcome::Passed } else { Outcome::Failed },
        status: evidence.status,
        curl: evidence.curl,
        milliseconds: 0.0,
    });
}

fn body(recorded: &Recorded) -> Option<&bytes::Bytes> {
    Some(&recorded.exchange.request_body).filter(|body| !body.is_empty())
}
