//! Members of a `oneOf` that a value may match at once, so that it is refused.

use std::cmp::Reverse;
use std::mem::take;

use super::SchemaPair;
use super::member::Member;
use super::overlap::Overlap;
use crate::change::{Direction, Level};
use crate::comparison::Comparison;
use crate::error::DiffError;
use crate::fixture::Fixture;
use crate::graph::{Finding, NodeId};
use crate::rule::{Mirror, Rule};

/// In a union of more members, the first collision that is found is reported, not the worst one.
const MANY: usize = 100;

/// The opposite of both is not a rule of its own: members that are removed or narrowed are told as such.
const NO_WAY_BACK: Mirror = Mirror::None { reason: "the way back is told by what becomes of the members" };

static COLLIDE: Rule = Rule {
    id: "request-one-of-members-collide",
    level: Level::Error,
    direction: Some(Direction::Request),
    meaning: "values that matched one variant now match two, and are refused",
    mirror: NO_WAY_BACK,
    needs_policy: false,
    failing: Fixture::request(
        r#"{"oneOf": [{"type": "integer"}]}"#,
        r#"{"oneOf": [{"type": "integer"}, {"type": "number"}]}"#,
    ),
    passing: Fixture::request(
        r#"{"oneOf": [{"type": "integer"}]}"#,
        r#"{"oneOf": [{"type": "integer"}, {"type": "string"}]}"#,
    ),
    remark: false,
};

static MAY_COLLIDE: Rule = Rule {
    id: "request-one-of-members-may-collide",
    level: Level::Warning,
    direction: Some(Direction::Request),
    meaning: "a value that matched one variant may now match two, and would be refused; \
              nothing that both require tells the variants apart",
    mirror: NO_WAY_BACK,
    needs_policy: false,
    failing: Fixture::request(
        r#"{"oneOf": [{"type": "object", "required": ["a"]}]}"#,
        r#"{"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]}"#,
    ),
    passing: Fixture::request(
        r#"{"oneOf": [{"type": "object", "required": ["a"]}]}"#,
        r#"{"oneOf": [{"type": "object", "required": ["a"]}, {"type": "string"}]}"#,
    ),
    remark: false,
};

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    vec![&COLLIDE, &MAY_COLLIDE]
}

/// Two members that a value may match at once.
pub(super) struct Collision {
    one: usize,
    other: usize,
    certain: bool,
}

impl Collision {
    /// Reports that values are refused because of it.
    pub(super) fn report(&self, pair: &mut SchemaPair<'_, '_>, message: String) {
        pair.report(if self.certain { &COLLIDE } else { &MAY_COLLIDE }, "", message);
    }

    /// Whether it is known that there are such values.
    pub(super) fn is_certain(&self) -> bool {
        self.certain
    }

    /// That the first of both was added, for a message.
    pub(super) fn added(&self, members: &[Member]) -> String {
        let overlaps = if self.certain { "overlaps" } else { "may overlap" };
        format!("{} was added, and {overlaps} {}", members[self.one].title(), members[self.other].title())
    }

    /// Both members, for a message.
    pub(super) fn told(&self, members: &[Member]) -> String {
        let overlap = if self.certain { "overlap" } else { "may overlap" };
        format!("{} and {} {overlap}", members[self.one].title(), members[self.other].title())
    }
}

/// The worst collision of a member of the new side with some of the others.
pub(super) fn worst(
    pair: &mut SchemaPair<'_, '_>,
    members: &[Member],
    one: usize,
    others: impl Iterator<Item = usize>,
) -> Result<Option<Collision>, DiffError> {
    let mut worst = None;
    for other in others {
        afford(pair.comparison)?;
        match members[one].overlap(&members[other], &mut pair.comparison.new)? {
            Overlap::None => {}
            Overlap::Possible if members.len() > MANY => return Ok(Some(Collision { one, other, certain: false })),
            Overlap::Possible => worst = worst.or(Some(Collision { one, other, certain: false })),
            Overlap::Certain => return Ok(Some(Collision { one, other, certain: true })),
        }
    }
    Ok(worst)
}

/// A `oneOf` of requests with members that both sides have. Whether they collide is judged when it is known which of
/// them have changed.
pub(crate) struct Exclusive {
    pub(super) node: NodeId,
    pub(super) kept: Vec<Kept>,
}

/// A member that both sides have.
pub(super) struct Kept {
    pub(super) node: NodeId,
    pub(super) old: Member,
    pub(super) new: Member,
}

/// Reports members that may overlap more than before, because one of them has changed.
pub(crate) fn compare_exclusive(comparison: &mut Comparison<'_>) -> Result<(), DiffError> {
    let widened = comparison.graph.reaching(Rule::widens_requests);
    for Exclusive { node, kept } in take(&mut comparison.exclusive) {
        for (index, one) in kept.iter().enumerate() {
            let mut worst = None;
            for other in &kept[..index] {
                let told_apart = one.old.is_told_from(&other.old) && !one.new.is_told_from(&other.new);
                if !widened[one.node.0] && !widened[other.node.0] && !told_apart {
                    continue;
                }
                afford(comparison)?;
                let after = one.new.overlap(&other.new, &mut comparison.new)?;
                if after == Overlap::None {
                    continue;
                }
                let before = one.old.overlap(&other.old, &mut comparison.old)?;
                let certain = before == Overlap::None && after == Overlap::Certain;
                worst = worst.max(Some((certain, Reverse(before), other.new.title())));
                if kept.len() > MANY {
                    break;
                }
            }
            let Some((certain, Reverse(before), title)) = worst else { continue };
            let (rule, overlap) = match (certain, before) {
                (true, _) => (&COLLIDE, "now overlap"),
                (false, Overlap::None) => (&MAY_COLLIDE, "may now overlap"),
                (false, _) => (&MAY_COLLIDE, "may overlap more than before"),
            };
            let message = format!("{} and {title} {overlap}", one.new.title());
            comparison.graph.nodes[node.0].findings.push(Finding { rule, at: String::new(), message });
            comparison.graph.found += 1;
        }
    }
    comparison.affordable()
}

/// Counts a pair of members that is held against each other.
fn afford(comparison: &Comparison<'_>) -> Result<(), DiffError> {
    comparison.charge(20);
    comparison.affordable()
}
