//! `xml`: how values are written when the body is XML.

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Rule};
use crate::value::arrow;
use crate::walk::{Judgement, Outcome};

static XML_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "string", "xml": {"name": "id"}}"#, r#"{"type": "string", "xml": {"name": "key"}}"#),
    (r#"{"type": "string", "title": "Id"}"#, r#"{"type": "string", "title": "Key"}"#),
    ("request-xml-changed", "XML as it was sent is not read"),
    ("response-xml-changed", "XML comes that a client does not read"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    XML_CHANGED.rules().to_vec()
}

/// Judges `xml`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.outermost("xml"), pair.new.outermost("xml"));
    if old != new {
        let message = arrow(old, new);
        pair.departure(&XML_CHANGED, message);
    }
    Ok(Outcome::Understood)
}
