//! `xml`: how values are written in an XML body.

use serde_json::Value;

use super::SchemaPair;
use crate::change::Level;
use crate::documentation::EXTENSION_CHANGED;
use crate::rule::{Departure, Rule};
use crate::value::{arrow, is_same_without_extensions};
use crate::walk::{Judgement, Outcome};

static XML_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "string", "xml": {"name": "id"}}"#, r#"{"type": "string", "xml": {"name": "key"}}"#),
    (r#"{"type": "string", "title": "Id"}"#, r#"{"type": "string", "title": "Key"}"#),
    ("request-xml-changed", "the server no longer understands the XML that clients send"),
    ("response-xml-changed", "the response has XML that a client does not understand"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    XML_CHANGED.rules().to_vec()
}

/// Compares `xml`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.outermost("xml"), pair.new.outermost("xml"));
    let message = arrow(old, new);
    let objects = old.and_then(Value::as_object).zip(new.and_then(Value::as_object));
    if old == new {
    } else if objects.is_some_and(|(old, new)| is_same_without_extensions(old, new, &[])) {
        pair.report(&EXTENSION_CHANGED, "", message);
    } else {
        pair.departure(&XML_CHANGED, message);
    }
    Ok(Outcome::Understood)
}
