//! Schemas: which rules cover which keywords, and the pair of schemas that they compare.

#![expect(clippy::unnecessary_wraps, reason = "every judge has one signature, so that a table can hold them all")]

mod access;
mod additional_properties;
mod collision;
mod composition;
mod counts;
mod default;
mod deprecation;
mod discriminator;
mod enumeration;
mod fingerprint;
mod format;
mod kinds;
mod later;
mod lift;
mod matching;
mod member;
mod multiple_of;
mod nullability;
mod overlap;
mod pattern;
mod properties;
mod range;
mod split;
mod text;
mod types;
mod unique_items;
mod validations;
mod xml;

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::change::Direction;
use crate::comparison::Comparison;
use crate::documentation::{DOCUMENTATION_CHANGED, PROVENANCE, PROVENANCE_CHANGED, UNCLASSIFIED, of_unknown};
use crate::error::DiffError;
use crate::graph::{Edge, Finding, NodeId, Passage};
use crate::lifecycle::{self, End, SUNSET_KEY};
use crate::rule::{Departure, Narrowing, Rule, Shift};
use crate::shape::{Flat, ShapeId};
use crate::value::{arrow, is_same, list};
use crate::walk::{Claim, Judgement, Outcome, Pair, walk};
use crate::writing::Writing;

pub(crate) use collision::{Exclusive, compare_exclusive};
pub(crate) use fingerprint::Fingerprints;
pub(crate) use text::is_single;
pub(crate) use validations::compare_lists as compare_validations;

type Judge = for<'p, 'd> fn(&mut SchemaPair<'p, 'd>) -> Judgement;

/// The keywords of a schema, and who compares them.
static CLAIMS: &[Claim<Judge>] = &[
    Claim { keys: &["type"], judge: types::judge },
    Claim { keys: &["nullable"], judge: nullability::judge },
    Claim { keys: &["format"], judge: format::judge },
    Claim { keys: &["pattern"], judge: pattern::judge },
    Claim { keys: &["enum", "x-extensible-enum"], judge: enumeration::judge },
    Claim { keys: &["minimum", "exclusiveMinimum"], judge: range::minimum },
    Claim { keys: &["maximum", "exclusiveMaximum"], judge: range::maximum },
    Claim { keys: &["multipleOf"], judge: multiple_of::judge },
    Claim { keys: &["minLength"], judge: counts::shortest },
    Claim { keys: &["maxLength"], judge: counts::longest },
    Claim { keys: &["minItems"], judge: counts::fewest_items },
    Claim { keys: &["maxItems"], judge: counts::most_items },
    Claim { keys: &["minProperties"], judge: counts::fewest_properties },
    Claim { keys: &["maxProperties"], judge: counts::most_properties },
    Claim { keys: &["uniqueItems"], judge: unique_items::judge },
    Claim { keys: &["items", "x-3.1-prefixItems"], judge: later::items },
    Claim { keys: &["properties", "required"], judge: properties::judge },
    Claim { keys: &["additionalProperties"], judge: additional_properties::judge },
    Claim { keys: &["oneOf"], judge: composition::one_of },
    Claim { keys: &["anyOf"], judge: composition::any_of },
    Claim { keys: &["not"], judge: composition::not },
    Claim { keys: later::CONDITION, judge: later::condition },
    Claim { keys: later::CONTAINS, judge: later::contains },
    Claim { keys: &["x-3.1-patternProperties"], judge: later::patterns },
    Claim { keys: &["x-3.1-propertyNames"], judge: later::names },
    Claim { keys: &["x-3.1-dependentRequired"], judge: later::dependent_required },
    Claim { keys: &["x-3.1-dependentSchemas"], judge: later::dependent_schemas },
    Claim { keys: &["x-3.1-unevaluatedItems"], judge: later::rest_of_items },
    Claim { keys: &["x-3.1-unevaluatedProperties"], judge: later::rest_of_fields },
    Claim { keys: &["discriminator"], judge: discriminator::judge },
    Claim { keys: &["readOnly"], judge: access::read_only },
    Claim { keys: &["writeOnly"], judge: access::write_only },
    Claim { keys: &["default"], judge: default::judge },
    Claim { keys: &["deprecated", SUNSET_KEY], judge: deprecation::judge },
    Claim { keys: &["xml"], judge: xml::judge },
    Claim { keys: &["x-validations"], judge: validations::judge },
    Claim { keys: &[PROVENANCE], judge: provenance },
];

/// Keywords of a schema that are documentation.
pub(crate) static DOCUMENTATION: &[&str] = &["title", "description", "example", "examples", "externalDocs"];

/// Compares two schemas. Nested schemas are compared separately.
pub(crate) fn compare(
    comparison: &mut Comparison<'_>,
    node: NodeId,
    (old, new): (ShapeId, ShapeId),
    direction: Direction,
    writing: Writing,
) -> Result<(), DiffError> {
    let shapes = (old, new);
    let (old, new) = (comparison.old.flat(old), comparison.new.flat(new));
    comparison.charge(old.weight + new.weight);
    comparison.affordable()?;
    if old.surely_equals(&new) || are_unchanged(comparison, &old, &new) {
        return Ok(());
    }
    let mut pair = SchemaPair { comparison, node, direction, writing, shapes, old, new };
    if pair.old.malformed != pair.new.malformed {
        let message = "an invalid schema has changed".to_owned();
        pair.report(&UNCLASSIFIED, "", message);
    }
    if split::judge(&mut pair)? || lift::judge(&mut pair)? || text::judge(&mut pair)? || types::incompatible(&mut pair)
    {
        return Ok(());
    }
    walk(&mut pair, CLAIMS, DOCUMENTATION)
}

/// Whether both are written alike, and refer to the same.
fn are_unchanged<'d>(comparison: &Comparison<'d>, old: &Flat<'d>, new: &Flat<'d>) -> bool {
    let same = |(old, new): (&&'d Map<String, Value>, &&'d Map<String, Value>)| comparison.unchanged.are_same(old, new);
    old.malformed.is_empty()
        && new.malformed.is_empty()
        && old.parts.len() == new.parts.len()
        && old.parts.iter().zip(&new.parts).all(same)
}

/// The rules about schemas.
pub(crate) fn rules() -> Vec<&'static Rule> {
    [
        types::rules(),
        text::rules(),
        nullability::rules(),
        format::rules(),
        pattern::rules(),
        enumeration::rules(),
        range::rules(),
        multiple_of::rules(),
        counts::rules(),
        unique_items::rules(),
        properties::rules(),
        additional_properties::rules(),
        composition::rules(),
        collision::rules(),
        kinds::rules(),
        later::rules(),
        discriminator::rules(),
        access::rules(),
        default::rules(),
        deprecation::rules(),
        xml::rules(),
        validations::rules(),
    ]
    .concat()
}

/// An old and a new schema.
pub(crate) struct SchemaPair<'p, 'd> {
    comparison: &'p mut Comparison<'d>,
    node: NodeId,
    direction: Direction,
    writing: Writing,
    shapes: (ShapeId, ShapeId),
    old: Rc<Flat<'d>>,
    new: Rc<Flat<'d>>,
}

impl<'d> SchemaPair<'_, 'd> {
    /// Reports a change of the schema, or of something below it.
    fn report(&mut self, rule: &'static Rule, at: &str, message: String) {
        let finding = Finding { rule, at: at.to_owned(), message };
        self.comparison.graph.found += 1;
        self.comparison.graph.nodes[self.node.0].findings.push(finding);
    }

    /// Reports the removal of a field. A policy may have another rule for it.
    fn report_removal(&mut self, rule: &'static Rule, at: &str, old: End<'_>, message: String) {
        let (rule, message) = lifecycle::removal(self.comparison.policy, old, rule, message);
        self.report(rule, at, message);
    }

    /// Reports that fewer or more values are possible.
    fn shift(&mut self, rules: &'static Narrowing, shift: Shift, message: String) {
        self.report(rules.rule(self.direction, shift), "", message);
    }

    /// Reports that other values are possible.
    fn departure(&mut self, rules: &'static Departure, message: String) {
        self.report(rules.rule(self.direction), "", message);
    }

    /// Compares nested schemas; a missing schema accepts every value.
    fn descend(
        &mut self,
        step: String,
        old: &[&'d Value],
        new: &[&'d Value],
        passage: Passage,
    ) -> Result<(), DiffError> {
        let old = self.comparison.old.intern(old)?;
        let new = self.comparison.new.intern(new)?;
        self.enter(step, old, new, passage);
        Ok(())
    }

    /// Compares nested shapes.
    fn enter(&mut self, step: String, old: ShapeId, new: ShapeId, passage: Passage) -> NodeId {
        let to = self.comparison.graph.schemas(old, new, self.direction, self.writing.within());
        self.comparison.graph.nodes[self.node.0].edges.push(Edge { step, to, passage });
        to
    }
}

impl<'d> Pair<'d> for SchemaPair<'_, 'd> {
    fn affordable(&self) -> Result<(), DiffError> {
        self.comparison.affordable()
    }

    fn keys(&self) -> BTreeSet<&'d str> {
        &self.old.keywords() | &self.new.keywords()
    }

    fn differs(&self, key: &str) -> bool {
        if DOCUMENTATION.contains(&key) {
            return !is_same(self.old.outermost(key), self.new.outermost(key));
        }
        !self.old.distinct(key).keys().eq(self.new.distinct(key).keys())
    }

    fn report_documentation(&mut self, keys: &[&str]) {
        let message = match keys {
            [key] => format!("`{key}`: {}", arrow(self.old.outermost(key), self.new.outermost(key))),
            keys => list(keys.iter().copied()),
        };
        self.report(&DOCUMENTATION_CHANGED, "", message);
    }

    fn report_unknown(&mut self, key: &str) {
        let message = format!("`{key}`: {}", arrow(self.old.outermost(key), self.new.outermost(key)));
        self.report(of_unknown(key), "", message);
    }

    fn report_unclassified(&mut self, key: &str) {
        let message = format!("`{key}`: {}", arrow(self.old.outermost(key), self.new.outermost(key)));
        self.report(&UNCLASSIFIED, "", message);
    }
}

fn provenance(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.outermost(PROVENANCE), pair.new.outermost(PROVENANCE));
    if old != new {
        let message = arrow(old, new);
        pair.report(&PROVENANCE_CHANGED, "", message);
    }
    Ok(Outcome::Understood)
}
