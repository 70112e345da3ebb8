//! `uniqueItems`.

use super::SchemaPair;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::walk::{Judgement, Outcome};

static UNIQUE_ITEMS: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "array", "uniqueItems": true}"#,
    loose: r#"{"type": "array"}"#,
    request_narrowed: ("request-unique-items-demanded", "arrays with duplicates were accepted and are now refused"),
    request_widened: ("request-unique-items-not-demanded", "arrays can now have duplicates"),
    response_narrowed: ("response-unique-items-promised", "arrays no longer have duplicates"),
    response_widened: ("response-unique-items-not-promised", "arrays may have duplicates"),
});

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    UNIQUE_ITEMS.rules().to_vec()
}

/// Compares `uniqueItems`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (Some(old), Some(new)) = (unique(&pair.old), unique(&pair.new)) else { return Ok(Outcome::NotUnderstood) };
    match (old, new) {
        (false, true) => pair.shift(&UNIQUE_ITEMS, Shift::Narrowed, "any items → unique items".to_owned()),
        (true, false) => pair.shift(&UNIQUE_ITEMS, Shift::Widened, "unique items → any items".to_owned()),
        _ => {}
    }
    Ok(Outcome::Understood)
}

fn unique(flat: &Flat<'_>) -> Option<bool> {
    let flags: Option<Vec<_>> = flat.all("uniqueItems").into_iter().map(serde_json::Value::as_bool).collect();
    Some(flags?.contains(&true))
}
