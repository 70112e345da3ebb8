//! Media types, and values described by a media type or a schema.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Judge, ObjectPair, encoding, provenance};
use crate::change::{Direction, Level};
use crate::comparison::{Comparison, Site};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::value::{list, quoted};
use crate::walk::{Claim, Judgement, Outcome, walk};

const ONE: &str = r#"{"content": {"application/json": {}}}"#;
const TWO: &str = r#"{"content": {"application/json": {}, "application/xml": {}}}"#;

static REQUEST_MEDIA_TYPE: TwoWay = TwoWay::new(
    Some(Direction::Request),
    Fixture::new(Frame::RequestBody, ONE, TWO),
    (Level::Info, ("request-media-type-added", "the body can be sent in another media type")),
    (Level::Error, ("request-media-type-removed", "a media type that was accepted is now refused")),
);

static RESPONSE_MEDIA_TYPE: TwoWay = TwoWay::new(
    Some(Direction::Response),
    Fixture::new(Frame::Response, ONE, TWO),
    (
        Level::Warning,
        (
            "response-media-type-added",
            "the body may have a media type that a client does not understand, unless it asks for another",
        ),
    ),
    (
        Level::Error,
        ("response-media-type-removed", "the body is no longer available in a media type that clients read"),
    ),
);

static RESPONSE_BODY: TwoWay = TwoWay::new(
    Some(Direction::Response),
    Fixture::new(Frame::Response, "{}", ONE),
    (Level::Info, ("response-body-added", "there is now a response body")),
    (Level::Error, ("response-body-removed", "there is no longer a response body")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [REQUEST_MEDIA_TYPE.rules(), RESPONSE_MEDIA_TYPE.rules(), RESPONSE_BODY.rules()].concat()
}

static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["schema"], judge: schema },
    Claim { keys: &["encoding"], judge: encoding::judge },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["example", "examples"];

/// Compares `content` of a body.
pub(super) fn of_body(pair: &mut ObjectPair<'_, '_>, direction: Direction) -> Judgement {
    let Some((old, new)) = pair.maps("content") else { return Ok(Outcome::NotUnderstood) };
    let site = Site { direction: Some(direction), ..pair.site.clone() };
    let rules = match direction {
        Direction::Request => &REQUEST_MEDIA_TYPE,
        Direction::Response if old.is_empty() != new.is_empty() => {
            let (rule, types) = if old.is_empty() { (&RESPONSE_BODY.forth, new) } else { (&RESPONSE_BODY.back, old) };
            pair.comparison.report(rule, &site, list(types.keys().map(String::as_str)));
            return Ok(Outcome::Understood);
        }
        Direction::Response => &RESPONSE_MEDIA_TYPE,
    };
    media_types(pair.comparison, &site, (old, new), (&rules.forth, &rules.back))?;
    Ok(Outcome::Understood)
}

/// Compares `schema` and `content` of a parameter or header. `other` is the rule for a value that is described in
/// another way.
pub(super) fn of_value(pair: &mut ObjectPair<'_, '_>, direction: Direction, other: &'static Rule) -> Judgement {
    let Some((old, new)) = pair.maps("content") else { return Ok(Outcome::NotUnderstood) };
    if old.is_empty() != new.is_empty() {
        let shown = |content: &Map<String, Value>| match content.keys().next() {
            Some(name) => quoted(name),
            None => "plain".to_owned(),
        };
        pair.report(other, format!("{} → {}", shown(old), shown(new)));
        return Ok(Outcome::Understood);
    }
    let site = pair.site.clone();
    media_types(pair.comparison, &site, (old, new), (other, other))?;
    let (old, new) = pair.values("schema");
    if old.is_some() || new.is_some() {
        pair.comparison.schemas(&site, direction, old, new)?;
    }
    Ok(Outcome::Understood)
}

/// Compares media types by name. The rules are for those that only one side has.
fn media_types<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    (old, new): (&'d Map<String, Value>, &'d Map<String, Value>),
    (added, removed): (&'static Rule, &'static Rule),
) -> Result<(), DiffError> {
    let by_name = |content: &'d Map<String, Value>| -> BTreeMap<String, &'d Value> {
        content.iter().map(|(name, media_type)| (normalized(name), media_type)).collect()
    };
    let (old, mut new) = (by_name(old), by_name(new));
    for (name, old) in old {
        let Some(new) = new.remove(&name) else {
            comparison.report(removed, site, format!("{} was removed", quoted(&name)));
            continue;
        };
        let site = if name == "application/json" { site.clone() } else { site.within(&format!("({name})")) };
        if let Some(mut pair) = ObjectPair::of(comparison, site, old, new)? {
            walk(&mut pair, CLAIMS, DOCUMENTATION)?;
        }
    }
    for name in new.into_keys() {
        comparison.report(added, site, format!("{} was added", quoted(&name)));
    }
    Ok(())
}

fn normalized(name: &str) -> String {
    let parts = name.split(';').map(str::trim);
    parts.collect::<Vec<_>>().join("; ").to_ascii_lowercase()
}

fn schema(pair: &mut ObjectPair<'_, '_>) -> Judgement {
    let (old, new) = pair.values("schema");
    let direction = pair.site.direction.unwrap_or(Direction::Response);
    let site = pair.site.clone();
    pair.comparison.schemas(&site, direction, old, new)?;
    Ok(Outcome::Understood)
}
