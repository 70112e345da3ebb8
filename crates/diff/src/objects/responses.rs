//! Statuses and responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Judge, ObjectPair, content, header, links, names, provenance};
use crate::change::{Direction, Level};
use crate::comparison::{Comparison, Site};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::lifecycle::{self, End, SUNSET_KEY};
use crate::rule::{Rule, TwoWay};
use crate::value::{is_same, list};
use crate::walk::{Claim, Judgement, Outcome, walk};

const RESPONSE: Option<Direction> = Some(Direction::Response);
const OK: &str = r#"{"responses": {"200": {"description": "The order."}}}"#;

static SUCCESS: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Operation,
        OK,
        r#"{"responses": {"200": {"description": "The order."}, "202": {"description": "Not yet."}}}"#,
    ),
    (Level::Warning, ("response-success-status-added", "a success may have a status that a client does not expect")),
    (Level::Error, ("response-success-status-removed", "a success status that clients expect is no longer returned")),
);

static FAILURE: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Operation,
        OK,
        r#"{"responses": {"200": {"description": "The order."}, "404": {"description": "No such order."}}}"#,
    ),
    (Level::Info, ("response-failure-status-added", "a failure may now have a status of its own")),
    (Level::Warning, ("response-failure-status-removed", "a failure now has another status, or no longer occurs")),
);

const RANGE: &str = r#"{"responses": {"2XX": {"description": "The order."}}}"#;

static SUCCESS_RANGE: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(Frame::Operation, RANGE, OK),
    (Level::Info, ("response-success-range-narrowed", "only some success statuses of the range are left")),
    (Level::Warning, ("response-success-range-widened", "a success may have another status of the range")),
);

static FAILURE_RANGE: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Operation,
        r#"{"responses": {"4XX": {"description": "Sorry."}}}"#,
        r#"{"responses": {"404": {"description": "Sorry."}}}"#,
    ),
    (Level::Info, ("response-failure-range-narrowed", "only some failure statuses of the range are left")),
    (Level::Info, ("response-failure-range-widened", "a failure may have another status of the range")),
);

/// A status that is possible on both sides. What comes with it is compared.
static ENTRY: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Operation,
        r#"{"responses": {"4XX": {"description": "Sorry."}}}"#,
        r#"{"responses": {"4XX": {"description": "Sorry."}, "404": {"description": "Sorry."}}}"#,
    ),
    (
        Level::Info,
        ("response-status-set-apart", "a status has an entry of its own; a range or `default` stood for it before"),
    ),
    (Level::Info, ("response-status-merged", "a range or `default` stands for a status that had an entry of its own")),
);

static DEPRECATED: TwoWay = TwoWay::new(
    RESPONSE,
    Fixture::new(
        Frame::Response,
        r#"{"description": "The order."}"#,
        r#"{"description": "The order.", "deprecated": true}"#,
    ),
    (Level::Info, ("response-status-deprecated", "the status is still returned, but may be removed")),
    (Level::Info, ("response-status-no-longer-deprecated", "the status is no longer going to be removed")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&SUCCESS, &FAILURE, &SUCCESS_RANGE, &FAILURE_RANGE, &ENTRY, &DEPRECATED]
        .into_iter()
        .flat_map(TwoWay::rules)
        .collect()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["headers"], judge: header::judge },
    Claim { keys: &["content"], judge: body },
    Claim { keys: &["links"], judge: links::judge },
    Claim { keys: &["deprecated", SUNSET_KEY], judge: lifecycle },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["description"];

/// Compares `responses`. A status that has an entry on one side only is compared with what stands for it on the other.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("responses") else { return Ok(Outcome::NotUnderstood) };
    let site = pair.site.at("responses").toward(Direction::Response);
    let comparison = &mut *pair.comparison;
    names(comparison, &site, old, new);
    let (old, new) = (by_status(old), by_status(new));
    // The ranges and statuses of which it is told that one took the place of the other.
    let mut replaced = BTreeSet::new();
    for (status, before) in &old {
        let place = site.at(format!("response {status}"));
        if let Some(after) = new.get(status) {
            response(comparison, place, before, after)?;
            continue;
        }
        let parts: Vec<_> = new.keys().filter(|part| is_part(part, status) && !old.contains_key(*part)).collect();
        let around = around(status, &new);
        if let Some((range, _)) = around.filter(|(range, _)| *range != DEFAULT && !old.contains_key(*range)) {
            comparison.report(&ranges_for(status).back, &place, format!("`{status}` → `{range}`"));
            replaced.insert(range);
        } else if !parts.is_empty() {
            let shown = list(parts.iter().map(|part| part.as_str()));
            comparison.report(&ranges_for(status).forth, &place, format!("`{status}` → {shown}"));
            replaced.extend(parts.iter().map(|part| part.as_str()));
        } else if let Some((range, _)) = around {
            comparison.report(&ENTRY.back, &place, format!("`{status}` was removed, and `{range}` stands for it"));
        } else {
            let (rule, message) = (&rules_for(status).back, format!("`{status}` was removed"));
            match comparison.old.document.resolve(before)?.as_object().map(end) {
                Some(end) if end.deprecated => comparison.report_removal(rule, &place, end, message),
                // Most responses say nothing about their end, and are judged as without a policy.
                _ => comparison.report(rule, &place, message),
            }
        }
        if let Some((_, after)) = around {
            response(comparison, place, before, after)?;
        }
    }
    for (status, after) in new.iter().filter(|(status, _)| !old.contains_key(*status)) {
        let place = site.at(format!("response {status}"));
        let around = around(status, &old);
        if replaced.contains(status.as_str()) {
        } else if let Some((range, _)) = around {
            comparison.report(&ENTRY.forth, &place, format!("`{status}` was added, and `{range}` stood for it"));
        } else {
            comparison.report(&rules_for(status).forth, &place, format!("`{status}` was added"));
        }
        if let Some((_, before)) = around {
            response(comparison, place, before, after)?;
        }
    }
    Ok(Outcome::Understood)
}

/// What a response says about its end. A date is enough, because OpenAPI has no `deprecated` for responses.
fn end(response: &Map<String, Value>) -> End<'_> {
    let sunset = response.get(SUNSET_KEY);
    End { deprecated: response.get("deprecated") == Some(&Value::Bool(true)) || sunset.is_some(), sunset }
}

/// Compares `x-sunset` and `deprecated`.
#[expect(clippy::unnecessary_wraps, reason = "all judges have the same signature")]
fn lifecycle(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("deprecated");
    let is_said = !is_same(old, new);
    let rules = (&DEPRECATED.forth, &DEPRECATED.back);
    for (rule, message) in lifecycle::judge(pair.comparison.policy, end(pair.old), end(pair.new), rules) {
        // A date alone is told by a rule of its own.
        if is_said || ![rules.0.id, rules.1.id].contains(&rule.id) {
            pair.report(rule, message);
        }
    }
    Ok(Outcome::Understood)
}

fn response<'d>(comparison: &mut Comparison<'d>, site: Site, old: &'d Value, new: &'d Value) -> Result<(), DiffError> {
    if let Some(mut response) = ObjectPair::of(comparison, site, old, new)? {
        walk(&mut response, CLAIMS, DOCUMENTATION)?;
    }
    Ok(())
}

const DEFAULT: &str = "default";

/// What stands for a status or a range that has no entry. Where a success has an entry, `default` is about failures.
fn around<'m, 'd>(status: &str, others: &'m BTreeMap<String, &'d Value>) -> Option<(&'m str, &'d Value)> {
    let meant = |range: &str| {
        is_part(status, range)
            || range == DEFAULT
                && status != DEFAULT
                && !(is_success(status) && others.keys().any(|key| is_success(key)))
    };
    // `default` comes last, because letters do.
    let mut around = others.iter().filter(|(range, _)| meant(range));
    around.next().map(|(range, response)| (range.as_str(), *response))
}

/// Whether a status is in a range like `4XX`.
fn is_part(status: &str, range: &str) -> bool {
    let class = range.strip_suffix("XX").filter(|class| class.len() == 1);
    class.is_some_and(|class| status.starts_with(class) && status != range && status.len() == 3)
}

/// Responses by status. `4xx` is the same as `4XX`.
fn by_status(responses: &Map<String, Value>) -> BTreeMap<String, &Value> {
    let statuses = responses.iter().filter(|(status, _)| !status.starts_with("x-"));
    let normalized = |status: &str| if status == "default" { status.to_owned() } else { status.to_uppercase() };
    statuses.map(|(status, response)| (normalized(status), response)).collect()
}

/// Everything but information, success and redirection is a failure, and so is `default`.
fn rules_for(status: &str) -> &'static TwoWay {
    if is_success(status) { &SUCCESS } else { &FAILURE }
}

fn ranges_for(status: &str) -> &'static TwoWay {
    if is_success(status) { &SUCCESS_RANGE } else { &FAILURE_RANGE }
}

fn is_success(status: &str) -> bool {
    status.starts_with(['1', '2', '3'])
}

fn body(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let site = pair.site.within("body");
    let mut body = ObjectPair { comparison: pair.comparison, site, old: pair.old, new: pair.new };
    content::of_body(&mut body, Direction::Response)
}
