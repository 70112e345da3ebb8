//! Checks recorded traffic.

use chrono::DateTime;
use http::HeaderValue;
use trackside_recording::redaction::{exchange_secrets, redacted_header, redacted_target};
use trackside_recording::{Secrets, curl};
use url::Url;

use crate::case::Planner;
use crate::cause::by_cause;
use crate::coverage::{Coverage, coverage_lines, insufficient_coverage, unjudged_bodies, unsaved_bodies};
use crate::finding::{Evidence, Finding};
use crate::har::{Recorded, RecordedDelivery, Recording, suspicion, without_query};
use crate::report::{CaseLine, Outcome, Report, excerpt};
use crate::requests::{REQUEST_INVALID, judge_request};
use crate::webhooks::{DeclaredDelivery, Judge, Received};
use crate::wire::without_user;
use crate::{CheckError, CoverageKind, Level, Options, Spec};

/// Judges the exchanges of a recording, and the deliveries of webhooks in it.
///
/// Credentials in the recording are found by their names, and removed from the report. An invalid request is never the
/// server's fault: it informs if the server refused it, and is a warning otherwise.
///
/// # Errors
/// Returns an error if no exchange belongs to an operation to check, and there is no delivery: then there is nothing
/// that could be judged. So it does if the document declares no events, but the recording has requests to a receiver.
pub fn check_recording(
    spec: &Spec,
    recording: &Recording,
    options: &Options,
    name: &str,
) -> Result<Report, CheckError> {
    let signature = spec.signature_header();
    let mut coverage = if counts_calls(recording, options) { Coverage::of(spec) } else { Coverage::of_events(spec) };
    if !options.operations.is_empty() {
        let wanted: Vec<_> = options.operations.iter().map(String::as_str).collect();
        coverage.only(&wanted);
    }
    let mut findings = Vec::new();
    let mut cases = Vec::new();
    let mut seen = 0;
    let mut suspected = recording.suspected.clone();
    let planner = Planner::new(spec, options);
    for recorded in &recording.exchanges {
        let is_seen = judge(spec, recorded, &planner, options, &mut coverage, &mut findings, &mut cases);
        seen += usize::from(is_seen);
        let is_signed = signature.as_ref().is_some_and(|name| recorded.exchange.request_headers.contains_key(name));
        if !is_seen && is_signed {
            suspected.push(url(recorded));
        }
    }
    let exchanges = cases.len();
    let mut notes: Vec<_> = spec.notes().iter().chain(&recording.notes).cloned().collect();
    notes.extend(suspicion(&suspected));
    let mut summary = Vec::new();
    if exchanges > 0 || recording.deliveries.is_empty() {
        summary.push(("exchanges".to_owned(), exchanges.to_string()));
    }
    if !recording.deliveries.is_empty() {
        coverage = coverage.with_events(spec);
        let mut judge = Judge::new(spec, options, DeclaredDelivery::read(spec)?)?;
        for recorded in &recording.deliveries {
            deliver(&mut judge, recorded, &mut coverage);
        }
        let judged = judge.finish();
        notes.extend(judged.notes);
        if judged.cases.is_empty() {
            let why = vec![format!("no request to the receiver in {name} is a delivery")];
            return Err(CheckError::Nothing { why: [why, notes].concat().join("; ") });
        }
        seen += judged.cases.len();
        summary.extend(judged.summary);
        findings.extend(judged.findings);
        cases.extend(judged.cases);
    }
    if seen == 0 && findings.is_empty() {
        let count = recording.exchanges.len();
        let mut why = vec![format!("none of the {count} exchanges in {name} belongs to an operation to check")];
        why.extend(notes);
        return Err(CheckError::Nothing { why: why.join("; ") });
    }
    summary.extend(coverage_lines(&coverage, options));
    findings.extend(unsaved_bodies(&recording.unsaved, cases.len()));
    findings.extend(unjudged_bodies(&coverage));
    findings.extend(insufficient_coverage(&coverage, options));
    let findings = by_cause(findings);
    Ok(Report {
        command: "check --har",
        subject: format!("{} in {name}", spec.title()),
        document: None,
        repeat: None,
        summary,
        findings,
        accepted: 0,
        notes,
        coverage: Some(coverage.to_json()),
        cases,
    })
}

/// Whether calls of the API are counted: there are some, or they are required. Otherwise the recording is that of a
/// receiver alone.
fn counts_calls(recording: &Recording, options: &Options) -> bool {
    let of_calls = [CoverageKind::Operations, CoverageKind::Statuses, CoverageKind::Parameters];
    recording.deliveries.is_empty()
        || !recording.exchanges.is_empty()
        || options.min_coverage.iter().any(|(kind, _)| of_calls.contains(kind))
}

/// The URL of an exchange, without query.
fn url(recorded: &Recorded) -> String {
    let path = recorded.exchange.target.split(['?', '#']).next().unwrap_or_default();
    format!("{}{path}", without_query(&recorded.base_url).trim_end_matches('/'))
}

/// Judges a delivery.
fn deliver(judge: &mut Judge<'_>, recorded: &RecordedDelivery, coverage: &mut Coverage) {
    let RecordedDelivery { index, base_url, started, delivery, status } = recorded;
    if !judge.declared().can_be(&delivery.method, &delivery.target, &delivery.headers) {
        judge.other(&delivery.method, &delivery.target);
        return;
    }
    let at = started.as_deref().and_then(|started| DateTime::parse_from_rfc3339(started).ok());
    if at.is_none() {
        judge.undated();
    }
    let name = format!("entry {index}");
    judge.answered(&name, *status);
    let at = at.map(|at| at.timestamp());
    judge.judge(&Received { name, base_url, delivery, at, status: *status }, coverage);
}

/// Judges an exchange. Returns whether it belongs to an operation to check.
fn judge(
    spec: &Spec,
    recorded: &Recorded,
    planner: &Planner<'_>,
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
            other_cases: Vec::new(),
            count: 1,
        });
    }
    let is_kept = findings.len() == before;
    if let Some((operation, path)) = &found
        && let Some(declared) = spec.operation(&operation.id)
    {
        let level = if exchange.status.is_client_error() { Level::Info } else { REQUEST_INVALID.level };
        for (place, message) in judge_request(planner, declared, exchange, path) {
            findings.push(Finding {
                rule: (&REQUEST_INVALID).into(),
                level,
                operation: id.clone(),
                place,
                message: secrets.blot(&message),
                case: Some(name.clone()),
                evidence: Some(evidence.clone()),
                other_cases: Vec::new(),
                count: 1,
            });
        }
    }
    cases.push(CaseLine {
        operation: id.unwrap_or_else(|| "unknown".to_owned()),
        name,
        outcome: if is_kept { Outcome::Passed } else { Outcome::Failed },
        status: evidence.status,
        curl: evidence.curl,
        milliseconds: 0.0,
    });
    found.is_some()
}

fn body(recorded: &Recorded) -> Option<&bytes::Bytes> {
    Some(&recorded.exchange.request_body).filter(|body| !body.is_empty())
}
