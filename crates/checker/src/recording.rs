//! Checks recorded traffic.

use http::HeaderValue;
use trackside_recording::redaction::{exchange_secrets, redacted_header, redacted_target};
use trackside_recording::{Secrets, curl};
use url::Url;

use crate::check::{coverage_lines, insufficient_coverage};
use crate::coverage::Coverage;
use crate::finding::{Evidence, Finding};
use crate::har::{Recorded, Recording};
use crate::report::{CaseLine, Outcome, Report, excerpt};
use crate::wire::without_user;
use crate::{CheckError, Options, Spec};

/// Judges the exchanges of a recording.
///
/// Credentials in the recording are found by their names, and removed from the report. Invalid requests are not
/// findings: the client may have made a mistake that the server rightly refused.
///
/// # Errors
/// Returns an error if no exchange belongs to an operation to check: then there is nothing that could be judged.
pub fn check_recording(
    spec: &Spec,
    recording: &Recording,
    options: &Options,
    name: &str,
) -> Result<Report, CheckError> {
    let mut coverage = Coverage::of(spec);
    if !options.operations.is_empty() {
        let wanted: Vec<_> = options.operations.iter().map(String::as_str).collect();
        coverage.only(&wanted);
    }
    let mut findings = Vec::new();
    let mut cases = Vec::new();
    let mut seen = 0;
    for recorded in &recording.exchanges {
        seen += usize::from(judge(spec, recorded, options, &mut coverage, &mut findings, &mut cases));
    }
    if seen == 0 && findings.is_empty() {
        let count = recording.exchanges.len();
        let mut why = vec![format!("none of the {count} exchanges in {name} belongs to an operation to check")];
        why.extend(recording.notes.iter().cloned());
        return Err(CheckError::Nothing { why: why.join("; ") });
    }
    let mut summary = vec![("exchanges".to_owned(), cases.len().to_string())];
    summary.extend(coverage_lines(&coverage));
    findings.extend(insufficient_coverage(&coverage, options));
    let mut notes = spec.notes().to_vec();
    notes.extend(recording.notes.iter().cloned());
    Ok(Report {
        command: "check --har",
        subject: format!("{} in {name}", spec.title()),
        repeat: None,
        summary,
        findings,
        accepted: 0,
        notes,
        coverage: Some(coverage.to_json()),
        cases,
    })
}

/// Judges an exchange. Returns whether it belongs to an operation to check.
fn judge(
    spec: &Spec,
    recorded: &Recorded,
    options: &Options,
    coverage: &mut Coverage,
    findings: &mut Vec<Finding>,
    cases: &mut Vec<CaseLine>,
) -> bool {
    let exchange = &recorded.exchange;
    let found = spec.contract().find(&exchange.method, &exchange.target);
    let id = found.as_ref().map(|(operation, _)| operation.id.clone());
    if !options.operations.is_empty() && !id.as_ref().is_some_and(|id| options.operations.contains(id)) {
        return false;
    }
    if let Some((operation, path)) = &found
        && let Some(declared) = spec.operation(&operation.id)
    {
        coverage.recorded_request(declared, exchange, path);
        coverage.response(declared, exchange);
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
    let before = findings.len();
    for violation in spec.contract().judge(exchange, options.origin()) {
        findings.push(Finding {
            rule: violation.rule.into(),
            level: violation.level.into(),
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
    found.is_some()
}

fn body(recorded: &Recorded) -> Option<&bytes::Bytes> {
    Some(&recorded.exchange.request_body).filter(|body| !body.is_empty())
}
