//! `xml`: how values are written in an XML body.

use serde_json::Value;

use super::SchemaPair;
use crate::change::{Direction, Level};
use crate::documentation::{DOCUMENTATION_CHANGED, EXTENSION_CHANGED};
use crate::fixture::{Fixture, Frame};
use crate::rule::Rule;
use crate::value::{arrow, is_same_without_extensions};
use crate::walk::{Judgement, Outcome};

static REQUEST_XML_CHANGED: Rule = Rule::symmetric(
    ("request-xml-changed", "the server no longer understands the XML that clients send"),
    Level::Error,
    Some(Direction::Request),
    Fixture::new(
        Frame::RequestBody,
        r#"{"content": {"application/xml": {"schema": {"type": "string", "xml": {"name": "id"}}}}}"#,
        r#"{"content": {"application/xml": {"schema": {"type": "string", "xml": {"name": "key"}}}}}"#,
    ),
    Fixture::request(r#"{"type": "string", "xml": {"name": "id"}}"#, r#"{"type": "string", "xml": {"name": "key"}}"#),
);

static RESPONSE_XML_CHANGED: Rule = Rule::symmetric(
    ("response-xml-changed", "the response has XML that a client does not understand"),
    Level::Error,
    Some(Direction::Response),
    Fixture::new(
        Frame::Response,
        r#"{"content": {"application/xml": {"schema": {"type": "string", "xml": {"name": "id"}}}}}"#,
        r#"{"content": {"application/xml": {"schema": {"type": "string", "xml": {"name": "key"}}}}}"#,
    ),
    Fixture::response(r#"{"type": "string", "xml": {"name": "id"}}"#, r#"{"type": "string", "xml": {"name": "key"}}"#),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    vec![&REQUEST_XML_CHANGED, &RESPONSE_XML_CHANGED]
}

/// Compares `xml`, which means nothing in a body that is not XML.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.outermost("xml"), pair.new.outermost("xml"));
    let message = arrow(old, new);
    let objects = old.and_then(Value::as_object).zip(new.and_then(Value::as_object));
    if old == new {
    } else if objects.is_some_and(|(old, new)| is_same_without_extensions(old, new, &[])) {
        pair.report(&EXTENSION_CHANGED, "", message);
    } else if !pair.writing.xml {
        pair.report(&DOCUMENTATION_CHANGED, "", format!("`xml`: {message}"));
    } else {
        let rule = match pair.direction {
            Direction::Request => &REQUEST_XML_CHANGED,
            Direction::Response => &RESPONSE_XML_CHANGED,
        };
        pair.report(rule, "", message);
    }
    Ok(Outcome::Understood)
}
