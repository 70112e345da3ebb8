//! Matches old and new members of a union. Their order and the names of components only decide between equal
//! candidates.

use std::collections::HashMap;
use std::hash::Hash;

use super::member::Member;

/// The most pairs of members that are compared by similarity.
const COMPARED: usize = 10_000;
/// The similarity at which objects match: the share of fields that both have.
const ALIKE: f64 = 0.3;

/// The result of matching.
pub(super) struct Assigned {
    /// Indexes of matching old and new members. The other members were removed or added.
    pub(super) pairs: Vec<(usize, usize)>,
    /// The number of fields that were compared.
    pub(super) work: usize,
}

/// Matches the members.
pub(super) fn assign(old: &[Member], new: &[Member]) -> Assigned {
    let mut matching = Matching {
        pairs: Vec::new(),
        old_free: vec![true; old.len()],
        new_free: vec![true; new.len()],
        work: old.iter().chain(new).map(|member| 1 + member.fields.len()).sum(),
    };
    matching.by_tag(old, new);
    matching.by_key(old, new, |member| Some((member.fingerprint, member.component.clone())));
    matching.by_key(old, new, |member| Some(member.fingerprint));
    matching
        .by_key(old, new, |member| (!member.pinned.is_empty()).then(|| (member.pinned.clone(), member.types.clone())));
    matching.by_likeness(old, new);
    matching.pairs.sort_unstable();
    Assigned { pairs: matching.pairs, work: matching.work }
}

struct Matching {
    pairs: Vec<(usize, usize)>,
    old_free: Vec<bool>,
    new_free: Vec<bool>,
    work: usize,
}

impl Matching {
    fn pair(&mut self, old: usize, new: usize) {
        if self.old_free[old] && self.new_free[new] {
            self.old_free[old] = false;
            self.new_free[new] = false;
            self.pairs.push((old, new));
        }
    }

    fn by_tag(&mut self, old: &[Member], new: &[Member]) {
        let mut tagged = HashMap::new();
        for (index, member) in new.iter().enumerate() {
            tagged.extend(member.tags.iter().map(|tag| (tag.as_str(), index)));
        }
        for (index, member) in old.iter().enumerate() {
            for other in member.tags.iter().filter_map(|tag| tagged.get(tag.as_str())) {
                self.pair(index, *other);
            }
        }
    }

    fn by_key<K: Hash + Eq>(&mut self, old: &[Member], new: &[Member], key: impl Fn(&Member) -> Option<K>) {
        let mut waiting: HashMap<K, Vec<usize>> = HashMap::new();
        for (index, member) in new.iter().enumerate().rev().filter(|(index, _)| self.new_free[*index]) {
            if let Some(key) = key(member) {
                waiting.entry(key).or_default().push(index);
            }
        }
        for (index, member) in old.iter().enumerate() {
            if self.old_free[index]
                && let Some(others) = key(member).and_then(|key| waiting.get_mut(&key))
                && let Some(other) = others.pop()
            {
                self.pair(index, other);
            }
        }
    }

    fn by_likeness(&mut self, old: &[Member], new: &[Member]) {
        let free = |free: &[bool]| (0..free.len()).filter(|index| free[*index]).collect::<Vec<_>>();
        let (old_free, new_free) = (free(&self.old_free), free(&self.new_free));
        if old_free.len().saturating_mul(new_free.len()) > COMPARED {
            return self.by_key(old, new, |member| member.component.clone());
        }
        let mut likely = Vec::new();
        for &one in &old_free {
            for &other in &new_free {
                self.work += old[one].fields.len() + new[other].fields.len();
                let likeness = likeness(&old[one], &new[other]);
                if likeness >= ALIKE {
                    likely.push((likeness, one, other));
                }
            }
        }
        // The most similar pairs come first, then those that are first in the documents.
        likely.sort_by(|left, right| right.0.total_cmp(&left.0).then((left.1, left.2).cmp(&(right.1, right.2))));
        for (_, one, other) in likely {
            self.pair(one, other);
        }
    }
}

/// From 0 for nothing in common to a little over 1.
fn likeness(old: &Member, new: &Member) -> f64 {
    let contradictory = old.pinned.iter().any(|(name, value)| new.pinned.get(name).is_some_and(|other| other != value));
    if contradictory || !compatible(&old.types, &new.types) {
        return 0.0;
    }
    let common = old.fields.intersection(&new.fields).count();
    let all = old.fields.union(&new.fields).count();
    let fields = if all == 0 { 0.5 } else { share(common, all) };
    let same_types = if old.types == new.types { 0.02 } else { 0.0 };
    let same_name = if old.component.is_some() && old.component == new.component { 0.01 } else { 0.0 };
    fields + same_types + same_name
}

fn compatible(old: &[String], new: &[String]) -> bool {
    let numeric = |types: &[String]| types == ["integer"] || types == ["number"];
    old == new || numeric(old) && numeric(new)
}

/// A ratio of counts, which are small enough for floats.
fn share(part: usize, all: usize) -> f64 {
    let float = |count: usize| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
    float(part) / float(all)
}
