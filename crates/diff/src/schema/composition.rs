//! `oneOf`, `anyOf` and `not`. Members of `allOf` are merged before schemas are compared.

use std::collections::HashSet;

use serde_json::Value;

use super::SchemaPair;
use super::collision::{Exclusive, Kept, worst};
use super::discriminator::{self, Mapping};
use super::kinds;
use super::matching::{Assigned, assign};
use super::member::{Member, members};
use crate::change::{Direction, Level};
use crate::error::DiffError;
use crate::graph::Passage;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::value::canonical;
use crate::walk::{Judgement, Outcome};

static ONE_OF: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"title": "A", "maxLength": 9, "oneOf": [{"type": "string"}, {"type": "integer"}]}"#,
    loose: r#"{"title": "A", "maxLength": 9}"#,
    request_narrowed: ("request-one-of-introduced", "only values that match exactly one of the variants are accepted"),
    request_widened: ("request-one-of-dropped", "values no longer need to match exactly one of the variants"),
    response_narrowed: ("response-one-of-introduced", "values match exactly one of the variants"),
    response_widened: ("response-one-of-dropped", "values may match none of the variants"),
});

static ONE_OF_MEMBER: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"oneOf": [{"type": "string"}]}"#,
    loose: r#"{"oneOf": [{"type": "string"}, {"type": "integer"}]}"#,
    request_narrowed: ("request-one-of-member-removed", "a variant that was accepted is now refused"),
    request_widened: ("request-one-of-member-added", "another variant is accepted"),
    response_narrowed: ("response-one-of-member-removed", "a variant is no longer returned"),
    response_widened: ("response-one-of-member-added", "the response may have a variant that a client does not know"),
});

static ANY_OF: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"title": "A", "maxLength": 9, "anyOf": [{"type": "string"}, {"type": "integer"}]}"#,
    loose: r#"{"title": "A", "maxLength": 9}"#,
    request_narrowed: ("request-any-of-introduced", "only values that match one of the variants are accepted"),
    request_widened: ("request-any-of-dropped", "values no longer need to match one of the variants"),
    response_narrowed: ("response-any-of-introduced", "values match at least one of the variants"),
    response_widened: ("response-any-of-dropped", "values may match none of the variants"),
});

static ANY_OF_MEMBER: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"anyOf": [{"type": "string"}]}"#,
    loose: r#"{"anyOf": [{"type": "string"}, {"type": "integer"}]}"#,
    request_narrowed: ("request-any-of-member-removed", "a variant that was accepted is now refused"),
    request_widened: ("request-any-of-member-added", "another variant is accepted"),
    response_narrowed: ("response-any-of-member-removed", "a variant is no longer returned"),
    response_widened: ("response-any-of-member-added", "the response may have a variant that a client does not know"),
});

static NOT: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string", "not": {"maxLength": 3}}"#,
    loose: r#"{"type": "string"}"#,
    request_narrowed: ("request-not-introduced", "values that were accepted are now refused"),
    request_widened: ("request-not-dropped", "values that were refused are now accepted"),
    response_narrowed: ("response-not-introduced", "values that were returned are now excluded"),
    response_widened: ("response-not-dropped", "values that were excluded may be returned"),
});

static NOT_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "string", "not": {"maxLength": 3}}"#, r#"{"type": "string", "not": {"maxLength": 4}}"#),
    (
        r#"{"type": "string", "not": {"maxLength": 3, "title": "Short"}}"#,
        r#"{"type": "string", "not": {"maxLength": 3, "title": "Too short"}}"#,
    ),
    ("request-not-changed", "other values than before are refused"),
    ("response-not-changed", "values that were excluded may be returned, and other values are excluded"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let narrowings = [&ONE_OF, &ONE_OF_MEMBER, &ANY_OF, &ANY_OF_MEMBER, &NOT];
    narrowings.into_iter().flat_map(Narrowing::rules).chain(NOT_CHANGED.rules()).collect()
}

/// A kind of union and its rules.
pub(super) struct Union {
    pub(super) keyword: &'static str,
    whole: &'static Narrowing,
    member: &'static Narrowing,
}

/// Both kinds.
pub(super) static UNIONS: [Union; 2] = [
    Union { keyword: "oneOf", whole: &ONE_OF, member: &ONE_OF_MEMBER },
    Union { keyword: "anyOf", whole: &ANY_OF, member: &ANY_OF_MEMBER },
];

/// Compares `oneOf`.
pub(super) fn one_of(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    judge(pair, &UNIONS[0])
}

/// Compares `anyOf`.
pub(super) fn any_of(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    judge(pair, &UNIONS[1])
}

/// Compares `not`. Narrowing the inner schema widens the outer one, so only the fact of a change is reported.
pub(super) fn not(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.all("not"), pair.new.all("not"));
    match (old.len(), new.len()) {
        (0, 0) => {}
        (0, _) => pair.shift(&NOT, Shift::Narrowed, "`not` was added".to_owned()),
        (_, 0) => pair.shift(&NOT, Shift::Widened, "`not` was removed".to_owned()),
        // Several `not` apply at once. They cannot be merged, so each is compared with an equal one.
        (before, after) => {
            let folded = Passage::Folded(NOT_CHANGED.rule(pair.direction));
            for (old, new) in old.iter().zip(&new) {
                pair.descend(String::new(), &[old], &[new], folded)?;
            }
            if before < after {
                pair.shift(&NOT, Shift::Narrowed, "another `not` was added".to_owned());
            } else if before > after {
                pair.shift(&NOT, Shift::Widened, "one `not` was removed".to_owned());
            }
        }
    }
    Ok(Outcome::Understood)
}

fn judge(pair: &mut SchemaPair<'_, '_>, union: &'static Union) -> Judgement {
    let (Some(old), Some(new)) = (lists(&pair.old, union.keyword), lists(&pair.new, union.keyword)) else {
        return Ok(Outcome::NotUnderstood);
    };
    match kinds::other_kind(pair) {
        // Told with the union of the old side.
        Some(_) if old.is_empty() => return Ok(Outcome::Understood),
        Some((old, new)) => {
            kinds::compare(pair, union, (&old, &new))?;
            return Ok(Outcome::Understood);
        }
        None => {}
    }
    for (old, new) in old.iter().zip(&new) {
        let (old, new) = sides(pair, old, new)?;
        let same = assign(&old, &new);
        union.compare(pair, &old, &new, &same)?;
    }
    for _ in new.len()..old.len() {
        pair.shift(union.whole, Shift::Widened, format!("`{}` was removed", union.keyword));
    }
    for _ in old.len()..new.len() {
        pair.shift(union.whole, Shift::Narrowed, format!("`{}` was added", union.keyword));
    }
    Ok(Outcome::Understood)
}

/// The members of both sides.
pub(super) fn sides<'d>(
    pair: &mut SchemaPair<'_, 'd>,
    old: &[&'d Value],
    new: &[&'d Value],
) -> Result<(Vec<Member>, Vec<Member>), DiffError> {
    let comparison = &mut *pair.comparison;
    let old_mapping = Mapping::of(&comparison.old, &pair.old)?;
    let new_mapping = Mapping::of(&comparison.new, &pair.new)?;
    let old = members(&mut comparison.old, &mut comparison.old_fingerprints, old, old_mapping.as_ref())?;
    let new = members(&mut comparison.new, &mut comparison.new_fingerprints, new, new_mapping.as_ref())?;
    Ok((old, new))
}

impl Union {
    /// Reports the members that only one side has, and compares those that both have.
    pub(super) fn compare(
        &self,
        pair: &mut SchemaPair<'_, '_>,
        old: &[Member],
        new: &[Member],
        same: &Assigned,
    ) -> Result<(), DiffError> {
        let kept = self.members(pair, old, new, same);
        let exclusive = self.keyword == "oneOf" && pair.direction == Direction::Request;
        for index in missing(same, new.len(), |(_, new)| new) {
            let others = same.pairs.iter().map(|(_, other)| *other).filter(|_| exclusive);
            match worst(pair, new, index, others)? {
                Some(collision) => {
                    collision.report(pair, collision.added(new));
                }
                None => self.added(pair, &new[index]),
            }
        }
        if exclusive && kept.len() > 1 {
            pair.comparison.exclusive.push(Exclusive { node: pair.node, kept });
        }
        Ok(())
    }

    /// Reports a member that only the new side has.
    pub(super) fn added(&self, pair: &mut SchemaPair<'_, '_>, member: &Member) {
        pair.shift(self.member, Shift::Widened, format!("{} was added", member.title()));
    }

    /// Compares the members that both sides have, and reports those that were removed.
    pub(super) fn members(
        &self,
        pair: &mut SchemaPair<'_, '_>,
        old: &[Member],
        new: &[Member],
        same: &Assigned,
    ) -> Vec<Kept> {
        let discriminated =
            pair.old.outermost("discriminator").is_some() && pair.new.outermost("discriminator").is_some();
        pair.comparison.charge(same.work);
        let mut kept = Vec::with_capacity(same.pairs.len());
        for &(one, other) in &same.pairs {
            let (one, other) = (&old[one], &new[other]);
            let step = format!("/{}({})", self.keyword, one.label);
            let node = pair.enter(step, one.shape, other.shape, Passage::Open);
            kept.push(Kept { node, old: one.clone(), new: other.clone() });
            if discriminated {
                discriminator::values(pair, &one.tags, &other.tags);
            }
        }
        for index in missing(same, old.len(), |(old, _)| old) {
            pair.shift(self.member, Shift::Narrowed, format!("{} was removed", old[index].title()));
        }
        kept
    }
}

/// The members of one side that have no counterpart.
pub(super) fn missing(same: &Assigned, members: usize, side: fn((usize, usize)) -> usize) -> Vec<usize> {
    let matched: HashSet<_> = same.pairs.iter().copied().map(side).collect();
    (0..members).filter(|index| !matched.contains(index)).collect()
}

/// The unions of one kind, without duplicates. `None` if one is not a list.
pub(super) fn lists<'d>(flat: &Flat<'d>, keyword: &str) -> Option<Vec<Vec<&'d Value>>> {
    let mut seen = HashSet::new();
    let mut lists = flat.all(keyword);
    lists.retain(|list| seen.insert(canonical(list)));
    lists.into_iter().map(|list| list.as_array().map(|members| members.iter().collect())).collect()
}
