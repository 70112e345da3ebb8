//! What a rule is.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::Level;

/// A kind of finding.
///
/// Every finding of the `check` command belongs to one of the [declared rules](crate::rules). The rules of `diff` are
/// declared in
/// `trackside_diff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The stable id, for example `pagination/duplicate`.
    pub id: &'static str,
    /// The level of its findings. In the sandbox, and with `--strict`, every warning becomes an error.
    pub level: Level,
    /// When a finding of a rule with the level `Error` is only a warning; `None` if it never is.
    pub warning_when: Option<&'static str>,
    /// What a finding of this rule means, in one line.
    pub meaning: &'static str,
    /// What usually causes such a finding or how to fix it, in one line.
    pub fix: &'static str,
}

impl Rule {
    /// A rule whose findings are errors.
    pub(crate) const fn error(id: &'static str, meaning: &'static str, fix: &'static str) -> Self {
        Self { id, level: Level::Error, warning_when: None, meaning, fix }
    }

    /// A rule whose findings are warnings.
    pub(crate) const fn warning(id: &'static str, meaning: &'static str, fix: &'static str) -> Self {
        Self { level: Level::Warning, ..Self::error(id, meaning, fix) }
    }

    /// The same rule, whose findings are warnings under a condition.
    pub(crate) const fn or_warning(self, when: &'static str) -> Self {
        Self { warning_when: Some(when), ..self }
    }
}

impl From<trackside_contract::Rule> for Rule {
    fn from(rule: trackside_contract::Rule) -> Self {
        Self {
            id: rule.id(),
            level: rule.level().into(),
            warning_when: rule.warning_when(),
            meaning: rule.meaning(),
            fix: rule.fix(),
        }
    }
}

/// The id of a declared rule: of the checker, of `trackside_contract` or of `trackside_diff`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(&'static str);

impl RuleId {
    /// The id as text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl From<&Rule> for RuleId {
    fn from(rule: &Rule) -> Self {
        Self(rule.id)
    }
}

impl From<trackside_contract::Rule> for RuleId {
    fn from(rule: trackside_contract::Rule) -> Self {
        Self(rule.id())
    }
}

impl From<&trackside_diff::Change> for RuleId {
    fn from(change: &trackside_diff::Change) -> Self {
        Self(change.rule)
    }
}

impl PartialEq<&str> for RuleId {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.0)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, formatter)
    }
}

impl Serialize for RuleId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}
