//! `xml`: how values are written in an XML body.

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Rule};
use crate::value::arrow;
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
    if old != new {
        let message = arrow(old, new);
        pair.departure(&XML_CHANGED, message);
    }
    Ok(Outcome::Understood)
}
