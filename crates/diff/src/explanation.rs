//! What a rule means for clients, by example, and how to avoid what it finds.
//!
//! The texts are in `EXPLANATIONS.md`, which is a page for readers as well.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::rule::Rule;

const PAGE: &str = include_str!("../EXPLANATIONS.md");

/// Which clients a change breaks, and how to avoid that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// Which clients break, by an example.
    pub breaks: String,
    /// How to make the change without that.
    pub avoid: String,
}

impl Rule {
    /// Which clients break, and how to avoid it. A test makes sure that each rule says so.
    pub fn explanation(&self) -> &'static Explanation {
        static NONE: Explanation = Explanation { breaks: String::new(), avoid: String::new() };
        explanations().get(self.id).unwrap_or(&NONE)
    }
}

/// All explanations, by the id of the rule.
pub fn explanations() -> &'static BTreeMap<&'static str, Explanation> {
    static EXPLANATIONS: LazyLock<BTreeMap<&'static str, Explanation>> = LazyLock::new(|| {
        let entries = PAGE.split("\n### `").skip(1);
        entries.filter_map(|entry| entry.split_once('`').map(|(id, text)| (id, Explanation::of(text)))).collect()
    });
    &EXPLANATIONS
}

impl Explanation {
    /// Reads a list with two items, of which each may have several lines.
    fn of(text: &str) -> Self {
        let mut explanation = Self::default();
        for item in text.split("\n- ") {
            let joined = item.split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some(text) = joined.strip_prefix("Breaks: ") {
                text.clone_into(&mut explanation.breaks);
            } else if let Some(text) = joined.strip_prefix("Avoid: ") {
                text.clone_into(&mut explanation.avoid);
            }
        }
        explanation
    }
}
