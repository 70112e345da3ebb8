//! What a run says about what it has not seen.

use super::{Coverage, CoverageKind, OPERATION_SUCCESS, RECORDING, SUCCESS, Seen, UNJUDGED};
use crate::report::counted;
use crate::{Finding, Options, Rule};

/// The most names in a message.
const NAMES: usize = 8;

/// The findings that no request succeeded: of the whole run, or of an operation. Then hardly anything was judged.
pub(crate) fn nothing_succeeded(coverage: &Coverage, cases: usize, options: &Options) -> Vec<Finding> {
    let failed: Vec<_> = coverage.operations.iter().filter(|(_, seen)| seen.lacks_success()).collect();
    if failed.len() == coverage.operations.len() {
        let statuses = failed.iter().flat_map(|(_, seen)| seen.returned.iter().copied());
        let message = format!(
            "no request succeeded ({} in {}); give a valid credential, and values that exist with --value",
            only(statuses),
            counted(cases, "case", "cases")
        );
        return vec![unseen(&SUCCESS, None, message)];
    }
    let finding = |(id, seen): (&String, &Seen)| {
        let names: Vec<_> = seen.parameters.keys().map(String::as_str).collect();
        let advice = match listed(&names) {
            None => String::new(),
            Some(names) => format!("; give values that exist with --value NAME=VALUE ({names})"),
        };
        let message = format!("no request succeeded ({}){advice}", only(seen.returned.iter().copied()));
        unseen(&OPERATION_SUCCESS, Some(id.clone()), message)
    };
    let is_left_out = |seen: &Seen| options.max_cases.is_some() && seen.returned.is_empty();
    failed.into_iter().filter(|(_, seen)| !is_left_out(seen)).map(finding).collect()
}

/// The finding that exchanges of a recording have no saved bodies. `judged` is the number of those that were judged.
pub(crate) fn unsaved_bodies(unsaved: &[String], judged: usize) -> Option<Finding> {
    let names: Vec<_> = unsaved.iter().map(String::as_str).collect();
    let requests = listed(&names)?;
    let message = format!("{} of {} exchanges have no saved body: {requests}", unsaved.len(), unsaved.len() + judged);
    Some(unseen(&RECORDING, None, message))
}

/// The findings that bodies of an operation are in XML, and were not judged.
pub(crate) fn unjudged_bodies(coverage: &Coverage) -> Vec<Finding> {
    let all = coverage.operations.iter();
    let unjudged =
        all.flat_map(|(id, seen)| seen.unjudged.iter().map(move |(media_type, count)| (id, media_type, *count)));
    let finding = |(id, media_type, count): (&String, &String, usize)| {
        let (responses, verb) =
            if count == 1 { ("1 response".to_owned(), "has") } else { (format!("{count} responses"), "have") };
        let message = format!("{responses} {verb} a body in {media_type}, which is not judged; only JSON bodies are");
        unseen(&UNJUDGED, Some(id.clone()), message)
    };
    unjudged.map(finding).collect()
}

/// Findings for coverage below the required minimum.
pub(crate) fn insufficient_coverage(coverage: &Coverage, options: &Options) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (kind, wanted) in &options.min_coverage {
        let found = coverage.percent(*kind);
        if found + 1e-9 < *wanted {
            let (all, seen) = coverage.count(*kind);
            let unseen_names = coverage.unseen(*kind);
            let names: Vec<_> = unseen_names.iter().map(String::as_str).collect();
            // Rounded down, so that 99.97 % is not called 100.
            let found = (found * 10.0).floor() / 10.0;
            let message = format!(
                "is {found:.1} % ({seen} of {all}), but {wanted} % is required; not seen: {}",
                listed(&names).unwrap_or_default()
            );
            findings.push(unseen(kind.rule(), None, message));
        }
    }
    findings
}

/// The lines about coverage in a report: what was seen, and what of it is required.
pub(crate) fn coverage_lines(coverage: &Coverage, options: &Options) -> Vec<(String, String)> {
    let kinds = CoverageKind::ALL.into_iter().filter(|kind| coverage.count(*kind).0 > 0);
    kinds
        .map(|kind| {
            let (all, seen) = coverage.count(kind);
            let required = options.min_coverage.iter().find(|(required, percent)| *required == kind && *percent > 0.0);
            let required = required.map(|(_, percent)| format!(", {percent} % required")).unwrap_or_default();
            (kind.name().to_owned(), format!("{seen} of {all} seen{required}"))
        })
        .collect()
}

impl Seen {
    /// Whether an operation that can succeed has not.
    fn lacks_success(&self) -> bool {
        let can_succeed = self.statuses.is_empty() || self.statuses.keys().any(|status| *status < 400);
        can_succeed && !self.has_succeeded
    }
}

fn unseen(rule: &'static Rule, operation: Option<String>, message: String) -> Finding {
    Finding {
        rule: rule.into(),
        level: rule.level,
        operation,
        place: String::new(),
        message,
        case: None,
        evidence: None,
        other_cases: Vec::new(),
        count: 1,
    }
}

/// The statuses of responses, in words.
fn only(statuses: impl Iterator<Item = u16>) -> String {
    let statuses: std::collections::BTreeSet<_> = statuses.collect();
    let statuses: Vec<_> = statuses.iter().map(ToString::to_string).collect();
    if statuses.is_empty() { "no response".to_owned() } else { format!("only {}", statuses.join(", ")) }
}

/// The first of some names, and how many more there are. `None` without a name.
fn listed(names: &[&str]) -> Option<String> {
    let shown = names.get(..NAMES.min(names.len()))?.join("; ");
    match names.len() {
        0 => None,
        count if count > NAMES => Some(format!("{shown} and {} more", count - NAMES)),
        _ => Some(shown),
    }
}
