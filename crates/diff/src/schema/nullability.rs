//! `nullable`.

use super::SchemaPair;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::walk::{Judgement, Outcome};

static NULLABLE: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string"}"#,
    loose: r#"{"type": "string", "nullable": true}"#,
    request_narrowed: ("request-became-not-nullable", "null was accepted and is now refused"),
    request_widened: ("request-became-nullable", "null is now accepted"),
    response_narrowed: ("response-became-not-nullable", "null is no longer returned"),
    response_widened: ("response-became-nullable", "null may be returned where a client expects a value"),
});

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    NULLABLE.rules().to_vec()
}

/// Compares `nullable`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let flags = [pair.old.all("nullable"), pair.new.all("nullable")];
    if flags.iter().flatten().any(|flag| !flag.is_boolean()) {
        return Ok(Outcome::NotUnderstood);
    }
    // In a query, a header or a form there is no null: it cannot be sent.
    if pair.writing.text && !pair.writing.xml {
        return Ok(Outcome::Understood);
    }
    match (pair.old.nullable, pair.new.nullable) {
        (true, false) => pair.shift(&NULLABLE, Shift::Narrowed, "nullable → not nullable".to_owned()),
        (false, true) => pair.shift(&NULLABLE, Shift::Widened, "not nullable → nullable".to_owned()),
        _ => {}
    }
    Ok(Outcome::Understood)
}
