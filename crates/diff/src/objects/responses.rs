//! Statuses and responses.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Judge, ObjectPair, content, header, links, names, provenance};
use crate::change::{Direction, Level};
use crate::documentation::PROVENANCE;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
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

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [SUCCESS.rules(), FAILURE.rules()].concat()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["headers"], judge: header::judge },
    Claim { keys: &["content"], judge: body },
    Claim { keys: &["links"], judge: links::judge },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["description"];

/// Compares `responses`.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let Some((old, new)) = pair.maps("responses") else { return Ok(Outcome::NotUnderstood) };
    let site = pair.site.at("responses").toward(Direction::Response);
    names(pair.comparison, &site, old, new);
    let (old, mut new) = (by_status(old), by_status(new));
    for (status, old) in old {
        let site = site.at(format!("response {status}"));
        let Some(new) = new.remove(&status) else {
            pair.comparison.report(&rules_for(&status).back, &site, format!("`{status}` was removed"));
            continue;
        };
        if let Some(mut response) = ObjectPair::of(pair.comparison, site, old, new)? {
            walk(&mut response, CLAIMS, DOCUMENTATION)?;
        }
    }
    for status in new.into_keys() {
        let site = site.at(format!("response {status}"));
        pair.comparison.report(&rules_for(&status).forth, &site, format!("`{status}` was added"));
    }
    Ok(Outcome::Understood)
}

/// Responses by status. `4xx` is the same as `4XX`.
fn by_status(responses: &Map<String, Value>) -> BTreeMap<String, &Value> {
    let statuses = responses.iter().filter(|(status, _)| !status.starts_with("x-"));
    let normalized = |status: &str| if status == "default" { status.to_owned() } else { status.to_uppercase() };
    statuses.map(|(status, response)| (normalized(status), response)).collect()
}

/// Everything but information, success and redirection is a failure, and so is `default`.
fn rules_for(status: &str) -> &'static TwoWay {
    if status.starts_with(['1', '2', '3']) { &SUCCESS } else { &FAILURE }
}

fn body(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let site = pair.site.within("body");
    let mut body = ObjectPair { comparison: pair.comparison, site, old: pair.old, new: pair.new };
    content::of_body(&mut body, Direction::Response)
}
