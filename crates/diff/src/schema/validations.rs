//! `x-validations`: rules across fields, on schemas and operations. A rule is identified by its text.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::SchemaPair;
use crate::change::Level;
use crate::documentation::{PROVENANCE_CHANGED, UNCLASSIFIED};
use crate::fixture::{Fixture, Frame};
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift, TwoWay};
use crate::value::{arrow, canonical_without, quoted};
use crate::walk::{Judgement, Outcome};

/// The extension.
const VALIDATIONS: &str = "x-validations";

static VALIDATION: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"type": "object", "x-validations": [{"rule": "self.a <= self.b", "message": "a is at most b"}]}"#,
        loose: r#"{"type": "object"}"#,
        request_narrowed: ("request-validation-added", "a request that breaks the new rule is refused"),
        request_widened: ("request-validation-removed", "requests no longer need to satisfy the rule"),
        response_narrowed: ("response-validation-added", "another rule applies to the response"),
        response_widened: ("response-validation-removed", "a rule that clients may rely on no longer applies"),
    },
    [Level::Error, Level::Info, Level::Info, Level::Warning],
);

/// A rule of an operation relates a response to its request. It does not show which of the two has to change.
static OPERATION_VALIDATION: TwoWay = TwoWay::new(
    None,
    Fixture::new(
        Frame::Operation,
        "{}",
        r#"{"x-validations": [{"rule": "response.body.id == request.path.id", "message": "the id is echoed"}]}"#,
    ),
    (
        Level::Warning,
        (
            "operation-validation-added",
            "a new rule relates responses to requests; requests may be refused because of it",
        ),
    ),
    (Level::Warning, ("operation-validation-removed", "a rule that related responses to requests no longer applies")),
);

static VALIDATION_MESSAGE: Rule = Rule::symmetric(
    ("validation-message-changed", "only the message of the rule has changed"),
    Level::Info,
    None,
    Fixture::response(
        r#"{"x-validations": [{"rule": "self.a <= self.b", "message": "a is at most b"}]}"#,
        r#"{"x-validations": [{"rule": "self.a <= self.b", "message": "b is at least a"}]}"#,
    ),
    Fixture::response("{}", r#"{"x-validations": [{"rule": "self.a <= self.b", "message": "a is at most b"}]}"#),
)
.remark();

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&VALIDATION.rules()[..], &OPERATION_VALIDATION.rules(), &[&VALIDATION_MESSAGE]].concat()
}

/// Compares `x-validations` of a schema.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.all(VALIDATIONS), pair.new.all(VALIDATIONS));
    let rules = (VALIDATION.rule(pair.direction, Shift::Narrowed), VALIDATION.rule(pair.direction, Shift::Widened));
    Ok(compare(&old, &new, rules, |rule, message| pair.report(rule, "", message)))
}

/// Compares the rules of two operations.
pub(crate) fn compare_lists(
    old: Option<&Value>,
    new: Option<&Value>,
    report: impl FnMut(&'static Rule, String),
) -> Outcome {
    compare(old.as_slice(), new.as_slice(), (&OPERATION_VALIDATION.forth, &OPERATION_VALIDATION.back), report)
}

fn compare(
    old: &[&Value],
    new: &[&Value],
    (added, removed): (&'static Rule, &'static Rule),
    mut report: impl FnMut(&'static Rule, String),
) -> Outcome {
    let (Some(old), Some(new)) = (by_text(old), by_text(new)) else { return Outcome::NotUnderstood };
    for (text, old) in &old {
        match new.get(text) {
            None => report(removed, quoted(text)),
            Some(new) => described(text, old, new, &mut report),
        }
    }
    for text in new.keys().filter(|text| !old.contains_key(*text)) {
        report(added, quoted(text));
    }
    Outcome::Understood
}

/// Compares the other members of a rule that both sides have.
fn described(
    text: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    report: &mut impl FnMut(&'static Rule, String),
) {
    for (key, rule) in [("message", &VALIDATION_MESSAGE), ("provenance", &PROVENANCE_CHANGED)] {
        if old.get(key) != new.get(key) {
            report(rule, format!("{}: {}", quoted(text), arrow(old.get(key), new.get(key))));
        }
    }
    let known = ["rule", "message", "provenance"];
    if canonical_without(old, &known) != canonical_without(new, &known) {
        report(&UNCLASSIFIED, format!("another member of {} has changed", quoted(text)));
    }
}

/// All rules by their text. `None` if a rule has no text, or if two rules with the same text differ.
fn by_text<'d>(lists: &[&'d Value]) -> Option<BTreeMap<&'d str, &'d Map<String, Value>>> {
    let mut rules = BTreeMap::new();
    for list in lists {
        for rule in list.as_array()? {
            let rule = rule.as_object()?;
            let text = rule.get("rule")?.as_str()?;
            if rules.insert(text, rule).is_some_and(|other| other != rule) {
                return None;
            }
        }
    }
    Some(rules)
}
