//! Rules across fields, as expressions in the contract.

use std::borrow::Cow;

use serde::Serialize;

use super::{DOCUMENTED, Provenance, inferred};

/// A rule across fields, written in CEL, as an entry of `x-validations` (with the field names of Kubernetes).
///
/// On a schema the value is `self`. On an operation the variables are `request` (`path`, `query`, `body`, `headers`),
/// `response` (`status`, `headers`, `body`) and `now`, the time of the response. There are three functions beyond
/// CEL: `datetime(text)` reads timestamps, and dates without a time zone as UTC, `money(text)` reads formatted money as
/// minor units, `number(text)` reads a number in a text. Code generation refuses what engines of CEL do not read alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The CEL expression; true if the rule holds.
    pub rule: Cow<'static, str>,
    /// The rule in words. Shown when it is broken.
    pub message: &'static str,
    /// Where the fact comes from.
    pub provenance: Provenance,
    /// Whether the rule is for a success only, and the test of the status is still to be added.
    #[serde(skip)]
    on_success: bool,
}

impl Rule {
    /// A rule that the provider states.
    pub const fn documented(rule: &'static str, message: &'static str) -> Self {
        Self { rule: Cow::Borrowed(rule), message, provenance: DOCUMENTED, on_success: false }
    }

    /// A rule that we concluded, and why.
    pub const fn inferred(rule: &'static str, message: &'static str, reason: &'static str) -> Self {
        Self { rule: Cow::Borrowed(rule), message, provenance: inferred(reason), on_success: false }
    }

    /// A rule of an operation that holds for successes only: the published rule starts with a test of the status. It is
    /// documented unless [`because`](Self::because) says otherwise.
    pub const fn on_success(rule: &'static str, message: &'static str) -> Self {
        Self { rule: Cow::Borrowed(rule), message, provenance: DOCUMENTED, on_success: true }
    }

    /// The rule is inferred, for this reason.
    pub fn because(mut self, reason: &'static str) -> Self {
        self.provenance = inferred(reason);
        self
    }

    /// The rule with its test of the status, if it needs one.
    pub(super) fn guarded(mut self, status: u16) -> Self {
        if self.on_success {
            let rule = if is_conditional(&self.rule) { format!("({})", self.rule) } else { self.rule.into_owned() };
            self.rule = format!("response.status != {status} || {rule}").into();
            self.on_success = false;
        }
        self
    }
}

/// Whether `?` occurs outside of parentheses and quotes, where it binds weaker than `||`.
fn is_conditional(rule: &str) -> bool {
    let (mut depth, mut quoted) = (0_u32, None);
    for character in rule.chars() {
        match (character, quoted) {
            (quote, Some(opening)) if quote == opening => quoted = None,
            ('\'' | '"', None) => quoted = Some(character),
            ('(' | '[' | '{', None) => depth += 1,
            (')' | ']' | '}', None) => depth = depth.saturating_sub(1),
            ('?', None) if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// The value of an `x-validations` attribute.
pub fn rules<const N: usize>(rules: [Rule; N]) -> Vec<Rule> {
    rules.into()
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn the_guard_covers_the_whole_rule() {
        for (rule, expected) in [
            ("a", "response.status != 201 || a"),
            ("a || b", "response.status != 201 || a || b"),
            ("a == (b ? c : d)", "response.status != 201 || a == (b ? c : d)"),
            ("a ? b : c", "response.status != 201 || (a ? b : c)"),
            ("a == '?'", "response.status != 201 || a == '?'"),
        ] {
            assert_eq!(Rule::on_success(rule, "").guarded(201).rule, expected);
        }
        assert_eq!(Rule::documented("a ? b : c", "").guarded(200).rule, "a ? b : c");
    }
}
