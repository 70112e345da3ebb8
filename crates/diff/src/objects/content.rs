//! Media types, and values described by a media type or a schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Judge, ObjectPair, encoding, judged_apart, provenance};
use crate::change::{Direction, Level};
use crate::comparison::{Comparison, Site};
use crate::documentation::PROVENANCE;
use crate::error::DiffError;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Rule, TwoWay};
use crate::value::{list, quoted};
use crate::walk::{Claim, Judgement, Outcome, walk};
use crate::writing::Writing;

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

const RANGE: &str = r#"{"content": {"application/*": {}}}"#;

static REQUEST_MEDIA_RANGE: TwoWay = TwoWay::new(
    Some(Direction::Request),
    Fixture::new(Frame::RequestBody, ONE, RANGE),
    (Level::Info, ("request-media-type-widened", "the body can be sent in any media type of a range")),
    (Level::Error, ("request-media-type-narrowed", "media types of a range were accepted and are now refused")),
);

static RESPONSE_MEDIA_RANGE: TwoWay = TwoWay::new(
    Some(Direction::Response),
    Fixture::new(Frame::Response, ONE, RANGE),
    (
        Level::Warning,
        ("response-media-type-widened", "the body may have another media type of a range, which a client may not read"),
    ),
    (Level::Info, ("response-media-type-narrowed", "the body no longer has every media type of a range")),
);

static RESPONSE_BODY: TwoWay = TwoWay::new(
    Some(Direction::Response),
    Fixture::new(Frame::Response, "{}", ONE),
    (Level::Info, ("response-body-added", "there is now a response body")),
    (Level::Error, ("response-body-removed", "there is no longer a response body")),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let all = [&REQUEST_MEDIA_TYPE, &RESPONSE_MEDIA_TYPE, &REQUEST_MEDIA_RANGE, &RESPONSE_MEDIA_RANGE, &RESPONSE_BODY];
    all.into_iter().flat_map(TwoWay::rules).collect()
}

static CLAIMS: &[Claim<Judge>] = &[
    // Compared first, with the name of the media type.
    Claim { keys: &["schema"], judge: judged_apart },
    Claim { keys: &["encoding"], judge: encoding::judge },
    Claim { keys: &[PROVENANCE], judge: provenance },
];
static DOCUMENTATION: &[&str] = &["example", "examples"];

/// Compares `content` of a body.
pub(super) fn of_body(pair: &mut ObjectPair<'_, '_>, direction: Direction) -> Judgement {
    let Some((old, new)) = pair.maps("content") else { return Ok(Outcome::NotUnderstood) };
    let site = Site { direction: Some(direction), ..pair.site.clone() };
    let (whole, range) = match direction {
        Direction::Request => (&REQUEST_MEDIA_TYPE, &REQUEST_MEDIA_RANGE),
        Direction::Response if old.is_empty() != new.is_empty() => {
            let (rule, types) = if old.is_empty() { (&RESPONSE_BODY.forth, new) } else { (&RESPONSE_BODY.back, old) };
            pair.comparison.report(rule, &site, list(types.keys().map(String::as_str)));
            return Ok(Outcome::Understood);
        }
        Direction::Response => (&RESPONSE_MEDIA_TYPE, &RESPONSE_MEDIA_RANGE),
    };
    let rules = Rules { added: &whole.forth, removed: &whole.back, widened: &range.forth, narrowed: &range.back };
    media_types(pair.comparison, &site, (old, new), &rules)?;
    Ok(Outcome::Understood)
}

/// Compares `schema` and `content` of a parameter or header. `other` is the rule for a value that is described in
/// another way.
pub(super) fn of_value(
    pair: &mut ObjectPair<'_, '_>,
    (direction, writing): (Direction, Writing),
    other: &'static Rule,
) -> Judgement {
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
    let rules = Rules { added: other, removed: other, widened: other, narrowed: other };
    media_types(pair.comparison, &site, (old, new), &rules)?;
    let (old, new) = pair.values("schema");
    if old.is_some() || new.is_some() {
        pair.comparison.schemas(&site, (direction, writing), old, new)?;
    }
    Ok(Outcome::Understood)
}

/// The rules for media types that only one side has.
struct Rules {
    added: &'static Rule,
    removed: &'static Rule,
    /// A range takes the place of media types within it.
    widened: &'static Rule,
    /// The other way round.
    narrowed: &'static Rule,
}

/// Compares media types by name. One that is missing on one side is compared with the range that it is in.
fn media_types<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    (old, new): (&'d Map<String, Value>, &'d Map<String, Value>),
    rules: &Rules,
) -> Result<(), DiffError> {
    let (old, new) = (by_name(old), by_name(new));
    let mut ranged = BTreeSet::new();
    for (name, old) in &old {
        if let Some(new) = new.get(name) {
            media_type(comparison, site, (name, old), (name, new))?;
        } else if let Some((range, new)) = range_around(name, &new) {
            ranged.insert(range.to_owned());
            comparison.report(rules.widened, site, format!("{} → {}", quoted(name), quoted(range)));
            media_type(comparison, site, (name, old), (range, new))?;
        }
    }
    let new_has = |range: &str| new.contains_key(range);
    for (name, new) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        if let Some((range, old)) = range_around(name, &old) {
            ranged.insert(range.to_owned());
            if new_has(range) {
                comparison.report(rules.added, site, format!("{} was added", quoted(name)));
            } else {
                comparison.report(rules.narrowed, site, format!("{} → {}", quoted(range), quoted(name)));
            }
            media_type(comparison, site, (range, old), (name, new))?;
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name) && !ranged.contains(*name)) {
        if range_around(name, &new).is_none() {
            comparison.report(rules.removed, site, format!("{} was removed", quoted(name)));
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name) && !ranged.contains(*name)) {
        if range_around(name, &old).is_none() {
            comparison.report(rules.added, site, format!("{} was added", quoted(name)));
        }
    }
    Ok(())
}

fn media_type<'d>(
    comparison: &mut Comparison<'d>,
    site: &Site,
    (name, old): (&str, &'d Value),
    (new_name, new): (&str, &'d Value),
) -> Result<(), DiffError> {
    let site = if name == "application/json" { site.clone() } else { site.within(&format!("({name})")) };
    let Some(mut pair) = ObjectPair::of(comparison, site, old, new)? else { return Ok(()) };
    let direction = pair.site.direction.unwrap_or(Direction::Response);
    if pair.old.contains_key("schema") || pair.new.contains_key("schema") {
        let (old, new) = pair.values("schema");
        let [writing, other] = [name, new_name].map(Writing::of_media_type);
        let writing = Writing { xml: writing.xml || other.xml, text: writing.text && other.text, ..writing };
        let site = pair.site.clone();
        pair.comparison.schemas(&site, (direction, writing), old, new)?;
    }
    walk(&mut pair, CLAIMS, DOCUMENTATION)
}

/// Media types by name. UTF-8 is what clients expect without a `charset`, so that naming it changes nothing.
fn by_name(content: &Map<String, Value>) -> BTreeMap<String, &Value> {
    let mut by_name: BTreeMap<_, _> = content.iter().map(|(name, value)| (normalized(name), value)).collect();
    let explicit: Vec<_> = by_name.keys().filter(|name| name.ends_with(UTF8)).cloned().collect();
    for name in explicit {
        let short = name.trim_end_matches(UTF8).to_owned();
        if !by_name.contains_key(&short)
            && let Some(value) = by_name.remove(&name)
        {
            by_name.insert(short, value);
        }
    }
    by_name
}

const UTF8: &str = "; charset=utf-8";

/// The narrowest other range that a media type is in.
fn range_around<'m, 'd>(name: &str, others: &'m BTreeMap<String, &'d Value>) -> Option<(&'m str, &'d Value)> {
    let kind = name.split_once('/')?.0;
    let ranges = [format!("{kind}/*"), "*/*".to_owned()];
    let mut around = ranges.iter().filter(|range| *range != name).filter_map(|range| others.get_key_value(range));
    around.next().map(|(range, value)| (range.as_str(), *value))
}

fn normalized(name: &str) -> String {
    let parts = name.split(';').map(str::trim);
    parts.collect::<Vec<_>>().join("; ").to_ascii_lowercase().replace("charset=\"utf-8\"", "charset=utf-8")
}
