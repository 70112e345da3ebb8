//! `items`, whose schemas are compared on their own.

use super::SchemaPair;
use crate::graph::Passage;
use crate::walk::{Judgement, Outcome};

/// Compares the items.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.all("items"), pair.new.all("items"));
    pair.descend("/*".to_owned(), &old, &new, Passage::Open)?;
    Ok(Outcome::Understood)
}
