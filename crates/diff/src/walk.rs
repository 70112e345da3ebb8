//! Visits every key of old and new objects: it is claimed by a rule, known as documentation, an extension, or
//! unclassified.

use std::collections::BTreeSet;

use crate::error::DiffError;

/// Whether a rule understood the values of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has reported the changes, or found none.
    Understood,
    /// A value is not defined in OpenAPI 3.0.
    NotUnderstood,
}

/// The result of a judge. An error ends the comparison.
pub(crate) type Judgement = Result<Outcome, DiffError>;

/// Keys, and the judge of their changes.
pub(crate) struct Claim<J> {
    pub(crate) keys: &'static [&'static str],
    pub(crate) judge: J,
}

/// Two objects of the same kind.
pub(crate) trait Pair<'d> {
    /// Fails if the limits of the comparison are exceeded.
    fn affordable(&self) -> Result<(), DiffError>;
    /// The keys of both.
    fn keys(&self) -> BTreeSet<&'d str>;
    /// Whether the values of a key differ as written.
    fn differs(&self, key: &str) -> bool;
    /// Reports changes of documentation, for the given keys.
    fn report_documentation(&mut self, keys: &[&str]);
    /// Reports a change of a key that no rule knows.
    fn report_unknown(&mut self, key: &str);
    /// Reports a change that no rule covers.
    fn report_unclassified(&mut self, key: &str);
}

/// Visits all keys of both objects. A change is unclassified if its key is neither claimed nor documentation, or if its
/// judge did not understand it. A change of an extension that no rule knows only informs.
pub(crate) fn walk<'d, P, J>(pair: &mut P, claims: &[Claim<J>], documentation: &[&str]) -> Result<(), DiffError>
where
    P: Pair<'d>,
    J: Fn(&mut P) -> Judgement,
{
    pair.affordable()?;
    let keys = pair.keys();
    let mut described = Vec::new();
    let mut present = vec![false; claims.len()];
    for key in &keys {
        if let Some(claim) = claims.iter().position(|claim| claim.keys.contains(key)) {
            present[claim] = true;
        } else if !pair.differs(key) {
        } else if documentation.contains(key) {
            described.push(*key);
        } else {
            pair.report_unknown(key);
        }
    }
    for (claim, _) in claims.iter().zip(present).filter(|(_, present)| *present) {
        if (claim.judge)(pair)? == Outcome::NotUnderstood {
            for key in claim.keys.iter().filter(|key| pair.differs(key)).collect::<Vec<_>>() {
                pair.report_unclassified(key);
            }
        }
    }
    if !described.is_empty() {
        pair.report_documentation(&described);
    }
    Ok(())
}
