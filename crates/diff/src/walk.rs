//! Every key of old and new is looked at: claimed by a rule, known as documentation, or unclassified.

use std::collections::BTreeSet;

use crate::error::DiffError;

/// Whether a rule could read the values of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has reported what changed, or found that nothing did.
    Understood,
    /// A value is none that OpenAPI 3.0 knows there.
    NotUnderstood,
}

/// What a judge answers; the error ends the comparison.
pub(crate) type Judgement = Result<Outcome, DiffError>;

/// Keys and who judges their change.
pub(crate) struct Claim<J> {
    pub(crate) keys: &'static [&'static str],
    pub(crate) judge: J,
}

/// Two objects of one kind.
pub(crate) trait Pair<'d> {
    /// Whether there is still work to be afforded.
    fn affordable(&self) -> Result<(), DiffError>;
    /// The keys of both.
    fn keys(&self) -> BTreeSet<&'d str>;
    /// Whether the values of a key differ as they are written.
    fn differs(&self, key: &str) -> bool;
    /// Reports that documentation changed, at the keys named.
    fn report_documentation(&mut self, keys: &[&str]);
    /// Reports a change that no rule knows.
    fn report_unclassified(&mut self, key: &str);
}

/// Walks all keys of both objects. A change that is neither claimed nor documentation is reported as unclassified, and so is one that
/// its judge did not understand.
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
            pair.report_unclassified(key);
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
